import { countableUsage } from './countable-usage.ts';
import { errorOf } from './reported-error.ts';
import { streamOf } from './whole-as-stream.ts';

/** More than any answer or any batch of vectors needs. */
const MESSAGE_MAX_CHARS = 64 * 1024 * 1024;
/** What is read of the body of an error, and for how long: its status has said all that counts. */
const ERROR_MAX_BYTES = 64 * 1024;
const ERROR_WAIT_MS = 1000;

/**
 * `fetch` for provider calls. Every message of the answer passes through `countableUsage`; one that reports an error ends
 * the answer with an `LlmError`, and the socket with it; and a whole answer to a request for a stream becomes that stream.
 * A redirect is an answer of status 3xx, an error like any other: to follow it would send the key and the passages to
 * whatever host it names.
 */
export async function tolerantFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, { ...init, redirect: 'manual' });
  const { status, ok, body } = response;
  if (!body) return response;
  const headers = new Headers(response.headers);
  for (const name of ['content-length', 'content-encoding']) headers.delete(name); // of the bytes as they came
  if (!ok) return new Response(status === 304 ? null : await beginning(body), { status, headers });
  const isJson = /\bjson\b/.test(headers.get('content-type') ?? '');
  const becomesStream = isJson && typeof init?.body === 'string' && init.body.includes('"stream":true'); // in a text it is escaped
  if (becomesStream) headers.set('content-type', 'text/event-stream');
  const read = body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(messages(isJson ? null : '\n', becomesStream ? streamOf : (message) => message))
    .pipeThrough(new TextEncoderStream());
  return new Response(read, { status, headers });
}

/** Cuts a text into messages at `separator` (null: it is one message) and makes each readable. */
function messages(separator: string | null, form: (message: string) => string): TransformStream<string, string> {
  let rest: string[] = [];
  let restChars = 0;
  const push = (piece: string) => {
    rest.push(piece);
    restChars += piece.length;
    if (restChars > MESSAGE_MAX_CHARS) throw new Error('A message of the provider is too large');
  };
  const take = () => {
    const message = rest.join('');
    [rest, restChars] = [[], 0];
    return message;
  };
  return new TransformStream({
    transform(piece, controller) {
      const pieces = separator === null ? [piece] : piece.split(separator);
      const last = pieces.pop() ?? '';
      for (const each of pieces) {
        push(each);
        controller.enqueue(form(readable(take())) + separator);
      }
      push(last);
    },
    flush(controller) {
      controller.enqueue(form(readable(take())));
    },
  });
}

/** @throws LlmError where the message reports an error. */
function readable(line: string): string {
  const field = /^data: ?/.exec(line)?.[0] ?? '';
  const message = line.slice(field.length);
  const error = errorOf(message);
  if (error) throw error;
  return field + countableUsage(message);
}

/** What comes of a body within its bounds; the rest is left unread, and the socket closed. */
async function beginning(body: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  const kept = new Uint8Array(ERROR_MAX_BYTES);
  let length = 0;
  const timer = setTimeout(() => void reader.cancel().catch(() => {}), ERROR_WAIT_MS);
  try {
    while (length < ERROR_MAX_BYTES) {
      const { done, value } = await reader.read();
      if (done) break;
      kept.set(value.subarray(0, ERROR_MAX_BYTES - length), length);
      length += Math.min(value.length, ERROR_MAX_BYTES - length);
    }
  } catch {
    // a socket that dies here changes nothing: the status is known
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => {});
  }
  return kept.slice(0, length);
}
