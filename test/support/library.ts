import { createParser } from 'eventsource-parser';
import { finalDocument } from './documents.ts';
import { faultOf, pointer } from './openapi.ts';
import type { Service } from './service.ts';

export type Cited = {
  n: number;
  document_id: string;
  filename: string;
  page_number: number | null;
  chunk_position: number;
  chunk_text: string;
  relevance_score: number;
  start: number;
  end: number;
  text: string;
  source: string;
  highlighted_passage?: string;
  highlight_start?: number;
  highlight_end?: number;
};

export type AnswerBody = {
  query_id: string;
  answer: string;
  answered: boolean;
  refusal_reason: string | null;
  answer_mode: string;
  model: string;
  degraded: string | null;
  citations: Cited[];
  closest: Cited[];
  queries_used?: string[];
  incomplete: string | null;
  statements: { start: number; end: number; citations: number[]; support: string }[];
  answer_span: { start: number; end: number } | null;
  confidence: { score: number; level: string };
  usage: { input_tokens: number; output_tokens: number; total_tokens: number; cost_usd: number | null; source: string };
  timings_ms: { retrieve: number; generate: number; total: number };
  request_id: string;
};

type Headers = Record<string, string>;

const IN_WORK = new Set(['queued', 'extracting', 'chunking', 'embedding', 'indexing']);

/** Uploads a text and waits until it is searchable. Returns its id. */
export async function upload(service: Service, filename: string, text: string, headers: Headers = {}): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([text]), filename);
  const url = `${service.url}/api/v1/documents/upload?wait=30`;
  const response = await fetch(url, { method: 'POST', body: form, headers });
  const document = (await response.json()) as { document_id: string; status: string };
  if (IN_WORK.has(document.status)) document.status = (await finalDocument(service, document.document_id)).status;
  if (document.status !== 'completed') throw new Error(`Not ingested: ${JSON.stringify(document)}`);
  return document.document_id;
}

export type AskBody = Record<string, unknown> & { query?: unknown };

/** Asks on `path` below /api/v1, such as `query`. */
export function post(service: Service, path: string, body: AskBody, init: RequestInit = {}): Promise<Response> {
  return fetch(`${service.url}/api/v1/${path}`, {
    ...init,
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(init.headers as Headers) },
    body: JSON.stringify(body),
  });
}

/** Asks and reads the answer. @throws Error for any status but 200. */
export async function ask(service: Service, query: string, more: AskBody = {}, path = 'query'): Promise<AnswerBody> {
  const response = await post(service, path, { query, ...more });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  return JSON.parse(text);
}

export type StreamEvent = { event: string; data: Record<string, unknown> };

/** The events of a streamed answer as they come. Leaving early closes the connection. */
export async function* streamEvents(response: Response): AsyncGenerator<StreamEvent> {
  const ready: StreamEvent[] = [];
  const parser = createParser({
    onEvent: ({ event = '', data }) => void ready.push({ event, data: JSON.parse(data) }),
  });
  if (!response.body) return;
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    parser.feed(piece);
    for (const event of ready.splice(0)) {
      const fault = faultOfEvent(event);
      if (fault) throw new Error(`Not as /openapi.json says: ${event.event}: ${fault}`);
      yield event;
    }
  }
}

/** A whole streamed answer: its events in order, the text of its deltas, and the body of `done`. */
export async function askStream(service: Service, query: string, more: AskBody = {}, path = 'query') {
  const response = await post(service, path, { query, stream: true, ...more });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  const events: StreamEvent[] = [];
  for await (const event of streamEvents(response)) events.push(event);
  const text = events.map(({ event, data }) => (event === 'delta' ? data.text : '')).join('');
  const done = events.at(-1)?.data as AnswerBody;
  return { response, events, names: events.map(({ event }) => event), text, done };
}

const EVENT_SCHEMAS: Readonly<Record<string, readonly string[]>> = {
  meta: ['AnswerMeta'],
  sources: ['AnswerSources'],
  delta: ['AnswerDelta'],
  usage: ['AnswerUsage'],
  done: ['Answer', 'EnhancedAnswer'],
  error: ['Error'],
};

function faultOfEvent({ event, data }: StreamEvent): string | null {
  const schemas = EVENT_SCHEMAS[event];
  if (!schemas) return 'no such event';
  const faults = schemas.map((name) => faultOf(pointer('components', 'schemas', name), data));
  return faults.includes(null) ? null : (faults[0] ?? null);
}
