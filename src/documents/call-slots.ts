import { createTurnSlots, type TurnSlots } from './turn-slots.ts';

type CallSlotsOptions = {
  /** Calls that run at a time. */
  slots: number;
  /** Of these, what one caller can have: calls that wait for each other, such as uploads to one library, leave room for others. */
  perCaller: number;
  /** Calls of one caller, and of all, that wait. */
  waitingMax: number;
};

/** Slots that callers take in turn, of which each has a share. */
export function createCallSlots({ slots, perCaller, waitingMax }: CallSlotsOptions): TurnSlots {
  const all = createTurnSlots({ slots, waitingMax });
  const shares = new Map<string, { share: TurnSlots; users: number }>();

  /** A caller's own share is there while it has a call. */
  function enter(caller: string): TurnSlots {
    const entry = shares.get(caller) ?? { share: createTurnSlots({ slots: perCaller, waitingMax }), users: 0 };
    entry.users++;
    shares.set(caller, entry);
    return entry.share;
  }

  function leave(caller: string): void {
    const entry = shares.get(caller);
    if (entry && --entry.users === 0) shares.delete(caller);
  }

  return {
    async acquire(caller, waitMs) {
      const endsAt = performance.now() + waitMs;
      using stack = new DisposableStack();
      const share = enter(caller);
      stack.defer(() => leave(caller));
      const own = await share.acquire(caller, waitMs);
      if (!own) return null;
      stack.use(own);
      const slot = await all.acquire(caller, endsAt - performance.now());
      if (!slot) return null;
      stack.use(slot);
      return stack.move();
    },
  };
}
