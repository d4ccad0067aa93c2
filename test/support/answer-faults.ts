import { faultOf, openApi, pointer, templateOf } from './openapi.ts';

/** An answer of a service. `json`: its body where it is JSON; undefined where it broke off or cannot be read here. */
export type SeenAnswer = { method: string; path: string; status: number; headers: Headers; json: unknown };

/** Node's own, of any path: a head that is too slow or too large has no route yet. */
const BEFORE_ROUTES = [408, 431];

/** What is wrong with an answer by the OpenAPI document: status, type of content, and JSON; null: nothing. */
export function answerFault({ method, path, status, headers, json }: SeenAnswer): string | null {
  const type = typeOf(headers);
  const body = type === 'application/json' && method !== 'HEAD' ? json : undefined;
  const template = templateOf(path);
  const isRouted = template !== undefined && !BEFORE_ROUTES.includes(status) && !isOfWorker(body);
  const operation = isRouted && openApi.paths[template]?.[method.toLowerCase()];
  const told = `${method} ${template ?? path} ${status}`;
  if (!operation) {
    const fault = status >= 400 && body !== undefined && faultOf('/components/schemas/Error', body);
    return fault ? `${told}: ${fault}` : null;
  }
  const answer = operation.responses[status];
  if (!answer) return `${told}: the status is not declared: ${JSON.stringify(body)}`;
  if (type === '' || method === 'HEAD') return answer.content ? `${told}: nothing came` : null;
  const declared = [type, '*/*'].find((one) => answer.content?.[one]);
  if (!declared) return `${told}: ${type} is not declared`;
  if (body === undefined) return null;
  const at = pointer('paths', template, method.toLowerCase(), 'responses', String(status), 'content', declared);
  const fault = faultOf(`${at}/schema`, body);
  return fault && `${told}: ${fault}`;
}

/** A worker serves no API, whatever is asked of it. */
function isOfWorker(body: unknown): boolean {
  return JSON.stringify(body)?.includes('"message":"This process is a worker') ?? false;
}

function typeOf(headers: Headers): string {
  return (headers.get('content-type') ?? '').split(';')[0] ?? '';
}

const seen: Promise<SeenAnswer>[] = [];

/** Holds an answer to the OpenAPI document at the end of the test. */
export function holdAnswer(answer: SeenAnswer | Promise<SeenAnswer>): void {
  seen.push(Promise.resolve(answer));
}

/** The same for what a socket received, asked for by `request`, whose first line names method and path. */
export function holdRawAnswer(
  request: string,
  { status, headers, text }: { status: number; headers: Headers; text: string },
): void {
  const [method = '', target = ''] = request.slice(0, request.indexOf('\r\n')).split(' ');
  if (!/^[A-Z]+$/.test(method) || !headers.has('x-request-id')) return;
  const [path = ''] = target.split(/[?#]/); // as it is: the service resolves no dots, and no host behind slashes
  holdAnswer({ method, path, status, headers, json: jsonIn(text) });
}

/** The faults of all answers since the last call. */
export async function answerFaults(): Promise<string[]> {
  const answers = await Promise.all(seen.splice(0));
  return [...new Set(answers.map(answerFault).filter((fault) => fault !== null))];
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
