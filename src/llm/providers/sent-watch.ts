import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';

/** Runs a provider call, and tells by `onSent` that its whole request has been written to the provider's connection. */
export type SentWatch = <T>(onSent: () => void, call: () => Promise<T>) => Promise<T>;

/**
 * `fetch` does not say whether a request that it has given up was ever sent, and only what was sent is billed. Node's
 * client tells on its diagnostics channels (undici, docs/api/DiagnosticsChannel.md): a request that is created in the
 * context of a call belongs to it.
 */
export function createSentWatch(): SentWatch {
  const calls = new AsyncLocalStorage<() => void>();
  const requests = new WeakMap<object, () => void>();
  subscribe('undici:request:create', (message) => {
    const onSent = calls.getStore();
    if (onSent) requests.set(requestOf(message), onSent);
  });
  subscribe('undici:request:bodySent', (message) => requests.get(requestOf(message))?.());
  return (onSent, call) => calls.run(onSent, call);
}

function requestOf(message: unknown): object {
  return (message as { request: object }).request;
}
