import type { Policy } from './limiter.ts';

/** What a limit has counted, oldest first: microsecond stamps, or sub-buckets each followed by its units. */
export type WindowState = readonly number[];

export type Window = { readonly limit: number; readonly windowUs: number };

/** `waitUs`: until the cost fits, 0 if it does, `NEVER` if it exceeds the limit. `resetUs`: until the next unit returns. */
export type Usage = { readonly used: number; readonly resetUs: number; readonly waitUs: number };

/** How one limit is counted, by values alone. take.lua counts the same way; a property test holds the two together. */
export type WindowCount = {
  usage(state: WindowState, window: Window, nowUs: number, cost: number): Usage;
  /** The state with the cost in it, and without what has left the window. */
  add(state: WindowState, window: Window, nowUs: number, cost: number): WindowState;
  /** The state without units that were added at `takenUs`. */
  giveBack(state: WindowState, window: Window, takenUs: number, units: number): WindowState;
};

export const NEVER = -1;

/** Limits up to here are counted call by call; larger ones, and costs, by sub-buckets. */
const EXACT_LIMIT_MAX = 100;
export const SUB_BUCKETS = 60;

/** A log of stamps: N calls are admitted whenever N fit. A stamp leaves exactly one window after it was made. */
export const exactLog: WindowCount = {
  usage(stamps, { limit, windowUs }, nowUs) {
    const gone = goneStamps(stamps, nowUs - windowUs);
    const used = stamps.length - gone;
    const leaves = (place: number) => (stamps[gone + place] as number) + windowUs - nowUs;
    if (limit === 0) return { used, resetUs: windowUs, waitUs: windowUs };
    return { used, resetUs: used > 0 ? leaves(0) : 0, waitUs: used < limit ? 0 : leaves(used - limit) };
  },
  add: (stamps, { windowUs }, nowUs) => stamps.slice(goneStamps(stamps, nowUs - windowUs)).concat(nowUs),
  giveBack(stamps, _window, takenUs) {
    const place = stamps.lastIndexOf(takenUs);
    return place < 0 ? stamps : stamps.toSpliced(place, 1);
  },
};

function goneStamps(stamps: WindowState, untilUs: number): number {
  let gone = 0;
  while (gone < stamps.length && (stamps[gone] as number) <= untilUs) gone++;
  return gone;
}

/**
 * Units counted in sixtieths of the window. One that is partly inside counts whole, so the limit is never passed, and a
 * unit comes back at most a sixtieth late.
 */
export const subBuckets: WindowCount = {
  usage(state, window, nowUs, cost) {
    const widthUs = bucketUs(window);
    const leaves = (place: number) => ((state[place] as number) + SUB_BUCKETS + 1) * widthUs - nowUs;
    const gone = goneBuckets(state, Math.floor(nowUs / widthUs));
    let [used, resetUs] = [0, window.limit === 0 ? window.windowUs : 0];
    for (let place = state.length - 2; place >= gone; place -= 2) {
      const units = state[place + 1] as number;
      used += units;
      if (units > 0 && window.limit > 0) resetUs = leaves(place);
    }
    if (used + cost <= window.limit) return { used, resetUs, waitUs: 0 };
    if (cost > window.limit) return { used, resetUs, waitUs: window.limit === 0 ? window.windowUs : NEVER };
    let place = gone;
    for (let excess = used + cost - window.limit; excess > 0; place += 2) excess -= state[place + 1] as number;
    return { used, resetUs, waitUs: leaves(place - 2) };
  },
  add(state, window, nowUs, cost) {
    const bucket = Math.floor(nowUs / bucketUs(window));
    const live = state.slice(goneBuckets(state, bucket));
    return live.at(-2) === bucket ? live.with(-1, (live.at(-1) as number) + cost) : live.concat(bucket, cost);
  },
  giveBack(state, window, takenUs, units) {
    const bucket = Math.floor(takenUs / bucketUs(window));
    const place = state.findIndex((mark, at) => at % 2 === 0 && mark === bucket);
    return place < 0 ? state : state.with(place + 1, Math.max(0, (state[place + 1] as number) - units));
  },
};

function goneBuckets(state: WindowState, current: number): number {
  let gone = 0;
  while (gone < state.length && (state[gone] as number) < current - SUB_BUCKETS) gone += 2;
  return gone;
}

/** The width of a sub-bucket. */
export function bucketUs({ windowUs }: Window): number {
  return Math.ceil(windowUs / SUB_BUCKETS);
}

/** A limit with the way it is counted. */
export type Counted = { readonly count: WindowCount; readonly window: Window };

export function countedLimits({ spends, limits }: Policy): Counted[] {
  return limits.map(({ limit, windowSeconds }) => ({
    count: spends === 'calls' && limit <= EXACT_LIMIT_MAX ? exactLog : subBuckets,
    window: { limit, windowUs: windowSeconds * 1e6 },
  }));
}

/** How long after it was spent a unit of the policy may still count, in microseconds. */
export function longestCountUs({ limits }: Policy): number {
  const windowUs = Math.max(...limits.map(({ windowSeconds }) => windowSeconds * 1e6));
  return windowUs + Math.ceil(windowUs / SUB_BUCKETS);
}
