import type { Attributes, Meter } from '@opentelemetry/api';
import { described } from './recorder.ts';
import { METRICS } from './signals.ts';

type Series = { count: number; readonly labels: Attributes };

/** Counts requests in plain numbers, which are read when the page is: a request pays nothing for them. */
export type RequestCounts = {
  started(): void;
  ended(): void;
  /** Counts finished requests. The classes `fromStart` (2: `2xx`) are on the page before their first request. */
  finished(handler: string, method: string, fromStart: readonly number[]): (status: number) => void;
};

export function createRequestCounts(meter: Meter): RequestCounts {
  const { httpRequests, httpInProgress } = METRICS;
  const all: Series[] = [];
  let inProgress = 0;
  meter.createObservableCounter(httpRequests.name, described(httpRequests)).addCallback((page) => {
    for (const { count, labels } of all) page.observe(count, labels);
  });
  meter.createObservableUpDownCounter(httpInProgress.name, described(httpInProgress)).addCallback((page) => {
    page.observe(inProgress);
  });
  return {
    started() {
      inProgress += 1;
    },
    ended() {
      inProgress -= 1;
    },
    finished(handler, method, fromStart) {
      const byClass: Series[] = [];
      const series = (statusClass: number): Series => {
        const made = { count: 0, labels: { handler, method, status: `${statusClass}xx` } };
        all.push(made);
        byClass[statusClass] = made;
        return made;
      };
      for (const statusClass of fromStart) series(statusClass);
      return (status) => {
        const statusClass = Math.trunc(status / 100);
        (byClass[statusClass] ?? series(statusClass)).count += 1;
      };
    },
  };
}
