import type { EventEmitter } from 'node:events';
import type { Owner } from '../../limits/caller.ts';
import type { Document } from '../document.ts';
import type { Documents } from '../documents.ts';

/** The document as it stands when it is final, after `waitMs`, or once `signal` aborts, whichever is first; null if it is gone. */
export type Settled = (owner: Owner, id: string, waitMs: number, signal: AbortSignal) => Promise<Document | null>;

type SettledDeps = {
  documents: Pick<Documents, 'get'>;
  /** Emits the id of each document that this process has worked on. */
  events: EventEmitter;
  /** Monotonic, ms. */
  now: () => number;
};

/** How soon it looks at a document that another process may be working on, ms, and how far the looks move apart. */
const WATCH_MS = 250;
const WATCH_MAX_MS = 2000;

export function createSettled({ documents, events, now }: SettledDeps): Settled {
  events.setMaxListeners(0);
  return async function settled(owner, id, waitMs, signal) {
    const endsAt = now() + waitMs;
    for (let watchMs = WATCH_MS; ; watchMs = Math.min(2 * watchMs, WATCH_MAX_MS)) {
      const document = await documents.get(owner, id);
      const leftMs = endsAt - now();
      if (!document || isFinal(document) || leftMs <= 0 || signal.aborted) return document;
      await eventOr(events, id, Math.min(watchMs, leftMs), signal);
    }
  };
}

function isFinal({ status }: Document): boolean {
  return status === 'completed' || status === 'failed';
}

/** Resolves at the event, after `ms`, or when `signal` aborts. */
export function eventOr(events: EventEmitter, name: string, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      clearTimeout(timer);
      events.off(name, settle);
      signal.removeEventListener('abort', settle);
      resolve();
    };
    const timer = setTimeout(settle, ms);
    events.on(name, settle);
    signal.addEventListener('abort', settle);
    if (signal.aborted) settle();
  });
}
