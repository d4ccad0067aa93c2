/** @typedef {{ method?: string; headers?: Record<string, string>; body?: () => BodyInit }} Outgoing the body is made anew for each attempt */

/** An error that the service answered. */
export class DocentError extends Error {
  /** @override */
  name = 'DocentError';

  /** @param {number} status @param {import('./types.d.ts').ErrorBody} body @param {number | null} retryAfterSeconds */
  constructor(status, body, retryAfterSeconds = null) {
    super(body.message);
    this.status = status;
    this.code = body.error;
    this.body = body;
    this.requestId = body.request_id;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * Sends requests to one service, and sends those again, after the time that `Retry-After` says, that it had no room for.
 * @param {import('./types.d.ts').ClientOptions} options
 */
export function createSend({
  baseUrl = '',
  token,
  fetch = globalThis.fetch,
  retries: usualRetries = 0,
  onWait,
  onAnswer,
}) {
  const base = baseUrl.replace(/\/+$/, '');

  /**
   * @param {string} path @param {Outgoing} [init] @param {import('./types.d.ts').CallOptions} [call]
   * @returns {Promise<Response>} a success; @throws {DocentError} for any other status
   */
  return async function send(path, init = {}, { signal, retries = usualRetries } = {}) {
    for (let left = retries; ; left--) {
      const response = await fetch.call(globalThis, base + path, await request(init, signal));
      onAnswer?.(response);
      if (response.ok) return response;
      const error = await errorOf(response);
      if (left <= 0 || error.retryAfterSeconds === null) throw error;
      onWait?.({ seconds: error.retryAfterSeconds, error });
      await after(error.retryAfterSeconds * 1000, signal);
    }
  };

  /** @param {Outgoing} outgoing @param {AbortSignal | undefined} signal @returns {Promise<RequestInit>} */
  async function request({ method = 'GET', headers, body }, signal) {
    const given = typeof token === 'function' ? await token() : token;
    return {
      method,
      headers: { ...headers, ...(given && { Authorization: `Bearer ${given}` }) },
      ...(body && { body: body() }),
      ...(signal && { signal }),
    };
  }
}

/** @param {Response} response */
async function errorOf(response) {
  const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  const body = await response.json().catch(() => null);
  const told = typeof body?.error === 'string' ? body : unknownError(response); // a proxy in between has its own words
  return new DocentError(response.status, told, Number.isNaN(seconds) ? null : seconds);
}

/** @param {Response} response @returns {import('./types.d.ts').ErrorBody} */
function unknownError({ status, headers }) {
  const request_id = headers.get('X-Request-Id') ?? '';
  return { error: 'internal', message: `The service answered ${status} without an explanation.`, request_id };
}

/** @param {number} ms @param {AbortSignal | undefined} signal @returns {Promise<void>} */
function after(ms, signal) {
  return new Promise((done, failed) => {
    signal?.throwIfAborted();
    const leave = () => {
      clearTimeout(timer);
      failed(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', leave);
      done();
    }, ms);
    signal?.addEventListener('abort', leave, { once: true });
  });
}
