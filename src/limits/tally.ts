import type { Policy } from './limiter.ts';

/** What a limit has counted: microsecond stamps, or pairs of sub-bucket and units, oldest first. */
export type Marks = number[];

export type Window = { readonly limit: number; readonly windowUs: number };

/** `waitUs`: until the cost fits, 0 if it does, `NEVER` if it exceeds the limit. `resetUs`: until the next unit returns. */
export type Look = { readonly used: number; readonly resetUs: number; readonly waitUs: number };

/** How one limit is counted. take.lua counts the same way; a property test holds the two together. */
export type Tally = {
  /** Forgets the marks that have left the window, then says how the limit stands. */
  look(marks: Marks, window: Window, nowUs: number, cost: number): Look;
  add(marks: Marks, window: Window, nowUs: number, cost: number): void;
  /** Takes units back out of where they were added at `takenUs`, if that is still inside the window. */
  giveBack(marks: Marks, window: Window, takenUs: number, units: number): void;
};

export const NEVER = -1;

/** Limits up to here are counted call by call; larger ones, and costs, by sub-buckets. */
const EXACT_LIMIT_MAX = 100;
const SUB_BUCKETS = 60;

/** A log of stamps: N calls are admitted whenever N fit. A stamp leaves exactly one window after it was made. */
export const exactLog: Tally = {
  look(stamps, { limit, windowUs }, nowUs) {
    const live = stamps.findIndex((stamp) => stamp > nowUs - windowUs);
    stamps.splice(0, live === -1 ? stamps.length : live);
    const used = stamps.length;
    const leaves = (place: number) => (stamps[place] as number) + windowUs - nowUs;
    if (limit === 0) return { used, resetUs: windowUs, waitUs: windowUs };
    return { used, resetUs: used > 0 ? leaves(0) : 0, waitUs: used < limit ? 0 : leaves(used - limit) };
  },
  add(stamps, _window, nowUs) {
    stamps.push(nowUs);
  },
  giveBack(stamps, _window, takenUs) {
    const place = stamps.lastIndexOf(takenUs);
    if (place >= 0) stamps.splice(place, 1);
  },
};

/**
 * Units counted in sixtieths of the window. One that is partly inside counts whole, so the limit is never passed, and a
 * unit comes back at most a sixtieth late.
 */
export const subBuckets: Tally = {
  look(marks, window, nowUs, cost) {
    const widthUs = bucketUs(window);
    const oldest = Math.floor(nowUs / widthUs) - SUB_BUCKETS;
    while (marks.length > 0 && (marks[0] as number) < oldest) marks.splice(0, 2);
    const used = marks.reduce((sum, units, place) => (place % 2 === 0 ? sum : sum + units), 0);
    const untilGone = (place: number) => ((marks[place] as number) + SUB_BUCKETS + 1) * widthUs - nowUs;
    const first = marks.findIndex((units, place) => place % 2 === 1 && units > 0);
    const resetUs = first > 0 ? untilGone(first - 1) : window.limit === 0 ? window.windowUs : 0;
    if (used + cost <= window.limit) return { used, resetUs, waitUs: 0 };
    if (cost > window.limit) return { used, resetUs, waitUs: window.limit === 0 ? window.windowUs : NEVER };
    let excess = used + cost - window.limit;
    let place = 0;
    for (; excess > 0; place += 2) excess -= marks[place + 1] as number;
    return { used, resetUs, waitUs: untilGone(place - 2) };
  },
  add(marks, window, nowUs, cost) {
    const bucket = Math.floor(nowUs / bucketUs(window));
    if (marks.at(-2) === bucket) marks[marks.length - 1] = (marks.at(-1) as number) + cost;
    else marks.push(bucket, cost);
  },
  giveBack(marks, window, takenUs, units) {
    const bucket = Math.floor(takenUs / bucketUs(window));
    const place = marks.findIndex((mark, at) => at % 2 === 0 && mark === bucket);
    if (place >= 0) marks[place + 1] = Math.max(0, (marks[place + 1] as number) - units);
  },
};

/** A limit with the way it is counted. */
export type Counted = { readonly tally: Tally; readonly window: Window };

export function countedLimits({ spends, limits }: Policy): Counted[] {
  return limits.map(({ limit, windowSeconds }) => ({
    tally: spends === 'calls' && limit <= EXACT_LIMIT_MAX ? exactLog : subBuckets,
    window: { limit, windowUs: windowSeconds * 1e6 },
  }));
}

function bucketUs({ windowUs }: Window): number {
  return Math.ceil(windowUs / SUB_BUCKETS);
}
