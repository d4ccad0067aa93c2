import { countableUsage } from './countable-usage.ts';

/** More than any answer or any batch of vectors needs. */
const MESSAGE_MAX_CHARS = 64 * 1024 * 1024;

/** `fetch` for provider calls: every message of the answer passes through `countableUsage`. */
export async function tolerantFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  if (!response.ok || !response.body) return response;
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  const body = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(messages(isJson ? null : '\n'))
    .pipeThrough(new TextEncoderStream());
  const headers = new Headers(response.headers);
  for (const name of ['content-length', 'content-encoding']) headers.delete(name); // of the bytes as they came
  return new Response(body, { status: response.status, headers });
}

/** Cuts a text into messages at `separator` (null: it is one message) and makes the usage of each readable. */
function messages(separator: string | null): TransformStream<string, string> {
  let rest = '';
  return new TransformStream({
    transform(piece, controller) {
      const pieces = separator === null ? [rest + piece] : (rest + piece).split(separator);
      rest = pieces.pop() ?? '';
      for (const line of pieces) controller.enqueue(countableLine(line) + separator);
      if (rest.length > MESSAGE_MAX_CHARS) throw new Error('A message of the provider is too large');
    },
    flush(controller) {
      controller.enqueue(countableLine(rest));
    },
  });
}

function countableLine(line: string): string {
  const field = /^data: ?/.exec(line)?.[0] ?? '';
  return field + countableUsage(line.slice(field.length));
}
