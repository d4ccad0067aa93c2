import { faultOf, openApi, pointer, templateOf } from './openapi.ts';

/** Every answer of a service that a test gets by `fetch` is held to the OpenAPI document: status, type of content, and JSON. */
const faults: Promise<string | null>[] = [];
const send = globalThis.fetch;

globalThis.fetch = async function fetch(target, init) {
  const response = await send(target, init);
  if (response.headers.has('x-request-id')) {
    const method = (init?.method ?? 'GET').toUpperCase();
    const { pathname } = new URL(target instanceof Request ? target.url : target);
    faults.push(faultIn(method, pathname, response));
  }
  return response;
};

export const mochaHooks = {
  async afterEach() {
    const found = (await Promise.all(faults.splice(0))).filter((fault) => fault !== null);
    if (found.length > 0) throw new Error(`Not as /openapi.json says:\n  ${[...new Set(found)].join('\n  ')}`);
  },
};

async function faultIn(method: string, path: string, response: Response): Promise<string | null> {
  const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
  const body = type === 'application/json' && method !== 'HEAD' ? await json(response) : undefined;
  const template = templateOf(path);
  const operation = template && openApi.paths[template]?.[method.toLowerCase()];
  const told = `${method} ${template ?? path} ${response.status}`;
  if (!operation) {
    const fault = response.status >= 400 && body !== undefined && faultOf('/components/schemas/Error', body);
    return fault ? `${told}: ${fault}` : null;
  }
  const answer = operation.responses[response.status];
  if (!answer) return `${told}: the status is not declared: ${JSON.stringify(body)}`;
  if (type === '' || method === 'HEAD') return answer.content ? `${told}: nothing came` : null;
  const declared = [type, '*/*'].find((one) => answer.content?.[one]);
  if (!declared) return `${told}: ${type} is not declared`;
  if (body === undefined) return null;
  const at = pointer(
    'paths',
    template,
    method.toLowerCase(),
    'responses',
    String(response.status),
    'content',
    declared,
  );
  const fault = faultOf(`${at}/schema`, body);
  return fault && `${told}: ${fault}`;
}

/** Undefined where the answer broke off, or is read elsewhere as what it is. */
async function json(response: Response): Promise<unknown> {
  try {
    return await response.clone().json();
  } catch {
    return undefined;
  }
}
