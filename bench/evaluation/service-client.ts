import type { Article } from './squad.ts';

export type Citation = {
  n: number;
  document_id: string;
  chunk_text: string;
  start: number;
  end: number;
  text: string;
  highlighted_passage?: string;
  highlight_start?: number;
  highlight_end?: number;
};
export type Answer = { answer: string; answered: boolean; citations: Citation[]; closest: Citation[] };
export type Asked = { query: string; max_results: number; document_ids?: string[] };

type Slice = { text: string; end: number; total_chars: number };

const UPLOAD_WITHIN_MS = 60_000;
const ANSWER_WITHIN_MS = 60_000;

/** The few calls that an evaluation makes. Each throws on any answer but the expected one. */
export function createClient(url: string, token: string | undefined) {
  const authorization: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {};

  async function call(path: string, init: RequestInit, withinMs: number): Promise<unknown> {
    const signal = AbortSignal.timeout(withinMs);
    const headers = { ...authorization, ...(init.headers as Record<string, string> | undefined) };
    const answer = await fetch(`${url}/api/v1${path}`, { ...init, headers, signal });
    const body = await answer.text();
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${body.slice(0, 300)}`);
    return body === '' ? null : JSON.parse(body);
  }

  return {
    /** Returns the id of the document once it can be asked about. */
    async upload({ filename, text }: Article): Promise<string> {
      const form = new FormData();
      form.set('file', new File([text], filename));
      const uploaded = (await call('/documents/upload?wait=30', { method: 'POST', body: form }, UPLOAD_WITHIN_MS)) as {
        document_id: string;
        status: string;
      };
      if (uploaded.status !== 'completed') throw new Error(`${filename} is ${uploaded.status} after 30 s`);
      return uploaded.document_id;
    },
    async ask(route: '/query' | '/query/enhanced', asked: Asked): Promise<Answer> {
      const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(asked) };
      return (await call(route, init, ANSWER_WITHIN_MS)) as Answer;
    },
    /** The whole text as the service keeps it (a byte order mark, for one, is no part of it). */
    async text(id: string): Promise<string> {
      let text = '';
      for (;;) {
        const slice = (await call(`/documents/${id}/text?start=${text.length}`, {}, ANSWER_WITHIN_MS)) as Slice;
        text += slice.text;
        if (slice.end >= slice.total_chars) return text;
      }
    },
    async remove(id: string): Promise<void> {
      await call(`/documents/${id}`, { method: 'DELETE' }, ANSWER_WITHIN_MS);
    },
  };
}
export type Client = ReturnType<typeof createClient>;
