import { answerFaults, holdAnswer } from './answer-faults.ts';

/** Every answer of a service that a test gets by `fetch` is held to the OpenAPI document; raw-http.ts and raw-upload.ts hold theirs. */
const send = globalThis.fetch;

globalThis.fetch = async function fetch(target, init) {
  const response = await send(target, init);
  const { status, headers } = response;
  if (headers.has('x-request-id')) {
    const method = (init?.method ?? 'GET').toUpperCase();
    const path = new URL(target instanceof Request ? target.url : target).pathname;
    const isJson = (headers.get('content-type') ?? '').startsWith('application/json');
    const body = isJson && method !== 'HEAD' ? json(response) : undefined;
    holdAnswer((async () => ({ method, path, status, headers, json: await body }))());
  }
  return response;
};

export const mochaHooks = {
  async afterEach() {
    const faults = await answerFaults();
    if (faults.length > 0) throw new Error(`Not as /openapi.json says:\n  ${faults.join('\n  ')}`);
  },
};

/** Undefined where the answer broke off, or is read elsewhere as what it is. */
async function json(response: Response): Promise<unknown> {
  try {
    return await response.clone().json();
  } catch {
    return undefined;
  }
}
