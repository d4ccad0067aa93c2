import type { ServerResponse } from 'node:http';
import { AppError } from '../../errors.ts';

/** Downloads of one caller at the same time. Each holds a piece of 64 KiB for as long as its client likes to read. */
const PER_CALLER = 4;

/** Takes a slot for an answer, which gives it back when it closes. @throws AppError `rate_limited` where the caller has none left. */
export type TakeDownloadSlot = (key: string, res: ServerResponse) => void;

/** Lets a caller have so many downloads under way; a slot is free again when its answer has closed. */
export function createDownloadSlots({ perCaller = PER_CALLER } = {}): TakeDownloadSlot {
  const running = new Map<string, number>();

  return function takeDownloadSlot(key, res) {
    const before = running.get(key) ?? 0;
    if (before >= perCaller) throw noneLeft(perCaller);
    if (res.closed) return; // the client has left already: nothing would give it back
    running.set(key, before + 1);
    res.once('close', () => {
      const left = (running.get(key) ?? 1) - 1;
      if (left > 0) running.set(key, left);
      else running.delete(key);
    });
  };
}

/** 429, since it is the caller's own doing and must not count among our failures. */
function noneLeft(perCaller: number): AppError {
  const message = `At most ${perCaller} downloads of one caller run at a time. Try again once one of them has ended.`;
  return new AppError('rate_limited', message, {
    extra: { policy: 'downloads', retry_after: 1 },
    retryAfterSeconds: 1,
  });
}
