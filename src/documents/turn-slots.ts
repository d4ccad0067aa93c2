import { createFairQueue } from '../fair-queue.ts';

/** Gives a slot to each caller in turn; it goes back once disposed. */
export type TurnSlots = {
  /** Null: too many wait already, or none came within `waitMs`. */
  acquire(caller: string, waitMs: number): Promise<Disposable | null>;
};

type Waiting = { readonly caller: string; settle(slot: Disposable | null): void };

/** Lets `slots` calls run at a time. Callers that wait take turns; more than `waitingMax` of them are sent away. */
export function createTurnSlots({ slots, waitingMax }: { slots: number; waitingMax: number }): TurnSlots {
  const queue = createFairQueue<Waiting>(waitingMax);
  const left = new WeakSet<Waiting>();
  let running = 0;

  return {
    acquire(caller, waitMs) {
      if (running < slots) return Promise.resolve(start());
      return new Promise((resolve) => {
        const timer = setTimeout(() => waiting.settle(null), waitMs);
        const waiting: Waiting = {
          caller,
          settle(slot) {
            clearTimeout(timer);
            left.add(waiting);
            resolve(slot);
          },
        };
        if (queue.size() >= waitingMax) forgetThoseWhoLeft();
        queue.push(caller, waiting)?.settle(null);
      });
    },
  };

  function start(): Disposable {
    running++;
    let isHeld = true;
    return {
      [Symbol.dispose]() {
        if (!isHeld) return;
        isHeld = false;
        running--;
        passOn();
      },
    };
  }

  function passOn(): void {
    nextWaiting()?.settle(start());
  }

  function nextWaiting(): Waiting | undefined {
    let next = queue.shift();
    while (next && left.has(next)) next = queue.shift();
    return next;
  }

  /** They went when their time had passed, and would else fill the queue until a slot is free. */
  function forgetThoseWhoLeft(): void {
    const waiting: Waiting[] = [];
    for (let next = nextWaiting(); next; next = nextWaiting()) waiting.push(next);
    for (const each of waiting) queue.push(each.caller, each);
  }
}
