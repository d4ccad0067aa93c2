import type { ProviderName } from '../../src/llm/model-name.ts';

/** How a provider's API words an answer, whole and as a stream. */
export type WireFormat = {
  promptOf(body: Record<string, unknown>): string;
  whole(text: string, usage: unknown, vectors?: readonly (readonly number[])[]): unknown;
  opening(usage: unknown): string;
  piece(text: string): string;
  /** What the format's own API leaves out unless `body` asks for it is left out here too. */
  closing(usage: unknown, body: Record<string, unknown>): string;
  /** A usage of so many tokens in this format's words. */
  usage(input: number, output: number): unknown;
};

type Message = { content: string | { text?: string }[] };

const textOf = ({ content }: Message) =>
  typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('');
const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const event = (value: { type: string; [field: string]: unknown }) => `event: ${value.type}\n${data(value)}`;

const openai: WireFormat = {
  promptOf: (body) => (body.messages as Message[]).map(textOf).join('\n'),
  whole: (text, usage) => ({
    ...completion('chat.completion'),
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    usage,
  }),
  opening: () => data({ ...chunk(), choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] }),
  piece: (text) => data({ ...chunk(), choices: [{ index: 0, delta: { content: text }, finish_reason: null }] }),
  closing: (usage, body) =>
    data({ ...chunk(), choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }) +
    (usage === undefined || !(body.stream_options as { include_usage?: boolean })?.include_usage
      ? ''
      : data({ ...chunk(), choices: [], usage })) +
    'data: [DONE]\n\n',
  usage: (input, output) => ({ prompt_tokens: input, completion_tokens: output, total_tokens: input + output }),
};

const embeddings: WireFormat = {
  ...openai,
  promptOf: (body) => (body.input as string[]).join('\n'),
  whole: (_text, usage, vectors = []) => ({
    object: 'list',
    data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
    model: 'fake',
    usage,
  }),
  usage: (input) => ({ prompt_tokens: input, total_tokens: input }),
};

type AnthropicUsage = { input_tokens?: unknown; output_tokens?: unknown } | undefined;

const anthropic: WireFormat = {
  promptOf: (body) =>
    [...(body.system as { text: string }[]).map(({ text }) => text), ...(body.messages as Message[]).map(textOf)].join(
      '\n',
    ),
  whole: (text, usage) => ({ ...message(), content: [{ type: 'text', text }], stop_reason: 'end_turn', usage }),
  opening: (usage) =>
    event({
      type: 'message_start',
      message: { ...message(), content: [], stop_reason: null, usage: usage && { ...usage, output_tokens: 1 } },
    }) + event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
  piece: (text) => event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
  closing: (usage) =>
    event({ type: 'content_block_stop', index: 0 }) +
    event({
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: usage && { output_tokens: (usage as AnthropicUsage)?.output_tokens },
    }) +
    event({ type: 'message_stop' }),
  usage: (input, output) => ({ input_tokens: input, output_tokens: output }),
};

const responses: WireFormat = {
  promptOf: (body) => [body.instructions ?? '', ...(body.input as Message[]).map(textOf)].join('\n'),
  whole: (text, usage) => ({ ...response('completed'), output: [outputOf(text)], usage }),
  opening: () =>
    event({ type: 'response.created', response: response('in_progress') }) +
    event({ type: 'response.output_item.added', output_index: 0, item: { ...outputOf(''), content: [] } }),
  piece: (delta) =>
    event({ type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta }),
  closing: (usage) =>
    event({ type: 'response.output_item.done', output_index: 0, item: outputOf('') }) +
    event({ type: 'response.completed', response: { ...response('completed'), usage } }),
  usage: (input, output) => ({ input_tokens: input, output_tokens: output, total_tokens: input + output }),
};

export const WIRE_FORMATS = { openai, anthropic, embeddings, responses } as const;

/** What each provider speaks. */
export const WIRE_OF: Readonly<Record<ProviderName, WireFormat>> = { openai, anthropic, compatible: openai };

export function wireFormatOf(path: string): WireFormat {
  if (path.endsWith('/embeddings')) return embeddings;
  if (path.endsWith('/responses')) return responses;
  return path.endsWith('/messages') ? anthropic : openai;
}

function completion(object: string) {
  return { id: 'chatcmpl-1', object, created: 1_700_000_000, model: 'fake' };
}

function response(status: string) {
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 1_700_000_000,
    model: 'fake',
    status,
    output: [],
    incomplete_details: null,
  };
}

function outputOf(text: string) {
  return {
    type: 'message',
    id: 'msg_1',
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text, annotations: [] }],
  };
}

function chunk() {
  return completion('chat.completion.chunk');
}

function message() {
  return { id: 'msg_1', type: 'message', role: 'assistant', model: 'fake', stop_sequence: null };
}
