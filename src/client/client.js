import { readEvents } from './events.js';
import { createSend } from './send.js';

export { DocentError } from './send.js';

/**
 * A client of one service. Runs as it is in Node and in browsers.
 * @type {typeof import('./types.d.ts').createDocent}
 */
export function createDocent(options = {}) {
  const send = createSend(options);
  /** @param {string} path @param {import('./send.js').Outgoing} [init] @param {import('./types.d.ts').CallOptions} [call] */
  const json = async (path, init, call) => (await send(path, init, call)).json();
  /** @param {string} id */
  const documentPath = (id) => `/api/v1/documents/${encodeURIComponent(id)}`;

  return {
    upload(file, { wait = 0, filename, ...call } = {}) {
      const name = filename ?? ('name' in file ? String(file.name) : 'upload');
      const body = () => {
        const form = new FormData();
        form.append('file', file, name);
        return form;
      };
      return json(`/api/v1/documents/upload${query({ wait })}`, { method: 'POST', body }, call);
    },
    documents: ({ limit, cursor, status, ...call } = {}) =>
      json(`/api/v1/documents${query({ limit, cursor, status })}`, {}, call),
    document: (id, call) => json(documentPath(id), {}, call),
    text: (id, { start, end, ...call } = {}) => json(`${documentPath(id)}/text${query({ start, end })}`, {}, call),
    async remove(id, call) {
      await send(documentPath(id), { method: 'DELETE' }, call);
    },
    search: (words, { maxResults, documentIds, ...call } = {}) =>
      json('/api/v1/search', post({ query: words, max_results: maxResults, document_ids: documentIds }), call),
    ask: (/** @type {string} */ question, /** @type {any} */ asked = {}) =>
      json(askPath(asked), post(askBody(question, asked)), asked),
    async *stream(/** @type {string} */ question, /** @type {any} */ asked = {}) {
      const body = { ...askBody(question, asked), stream: true };
      yield* readEvents(await send(askPath(asked), post(body), asked));
    },
    usage: (call) => json('/api/v1/usage', {}, call),
  };
}

/** @param {import('./types.d.ts').AskOptions} options */
function askPath({ enhanced }) {
  return enhanced ? '/api/v1/query/enhanced' : '/api/v1/query';
}

/** @param {string} question @param {import('./types.d.ts').AskOptions} options */
function askBody(question, { maxResults, documentIds, enhanced }) {
  const options = typeof enhanced === 'object' ? enhanced : undefined;
  return { query: question, max_results: maxResults, document_ids: documentIds, options };
}

/** @param {object} body @returns {import('./send.js').Outgoing} */
function post(body) {
  return { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: () => JSON.stringify(body) };
}

/** @param {Record<string, string | number | undefined>} parameters */
function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const words = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return words.size > 0 ? `?${words}` : '';
}
