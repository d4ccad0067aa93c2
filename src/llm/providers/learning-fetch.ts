type Fields = Record<string, unknown>;
/** A field that some servers refuse, by what they then say, and the request without it. */
type Remedy = {
  readonly refused: RegExp;
  readonly applies: (body: Fields) => boolean;
  readonly without: (body: Fields) => Fields;
};

/** Some servers know one name of the output cap, some the other; not all know how to keep an answer in a form or an effort. */
const REMEDIES: readonly Remedy[] = [
  {
    refused: /max_completion_tokens/,
    applies: (body) => 'max_tokens' in body,
    without: ({ max_tokens, ...body }) => ({ ...body, max_completion_tokens: max_tokens }),
  },
  {
    refused: /max_completion_tokens/,
    applies: (body) => 'max_completion_tokens' in body,
    without: ({ max_completion_tokens, ...body }) => ({ ...body, max_tokens: max_completion_tokens }),
  },
  {
    refused: /response_format|json_schema|structured.?output|output_config|output_format/i,
    applies: (body) => 'response_format' in body || 'format' in fieldsOf(body.output_config),
    without: ({ response_format: _, ...body }) => withoutPart(body, 'format'),
  },
  {
    refused: /reasoning|effort|thinking/i,
    applies: (body) => 'reasoning_effort' in body || 'effort' in fieldsOf(body.output_config),
    without: ({ reasoning_effort: _, ...body }) => withoutPart(body, 'effort'),
  },
];
const REFUSING_STATUSES = [400, 422];

/**
 * `fetch` that learns what its server takes: a request that is refused for a field is sent once more without it, or with its
 * other name, and later ones are sent so at once. A refused request is billed by nobody.
 */
export function createLearningFetch(send: typeof fetch): typeof fetch {
  const learnt = new Set<Remedy>();
  return async function learningFetch(input, init) {
    if (typeof init?.body !== 'string') return send(input, init);
    let body = [...learnt].reduce(remedied, init.body);
    for (let tries = 0; ; tries++) {
      const response = await send(input, { ...init, body });
      if (!REFUSING_STATUSES.includes(response.status) || tries === REMEDIES.length) return response;
      const words = await response.clone().text();
      const fields = JSON.parse(body) as Fields;
      const remedy = REMEDIES.find(({ refused, applies }) => refused.test(words) && applies(fields));
      if (!remedy) return response;
      learnt.add(remedy);
      body = remedied(body, remedy);
    }
  };
}

function remedied(body: string, { applies, without }: Remedy): string {
  const fields = JSON.parse(body) as Fields;
  return applies(fields) ? JSON.stringify(without(fields)) : body;
}

function withoutPart({ output_config, ...body }: Fields, part: string): Fields {
  const { [part]: _, ...rest } = fieldsOf(output_config);
  return Object.keys(rest).length === 0 ? body : { ...body, output_config: rest };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
