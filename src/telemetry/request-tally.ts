import type { Attributes, Meter } from '@opentelemetry/api';
import { described } from './recorder.ts';
import { METRICS } from './signals.ts';

type Cell = { count: number; readonly labels: Attributes };

/** Counts requests in plain numbers, which are read when the page is: a request pays nothing for them. */
export type RequestTally = {
  started(): void;
  ended(): void;
  /** Counts finished requests. The classes `fromStart` (2: `2xx`) are on the page before their first request. */
  finished(handler: string, method: string, fromStart: readonly number[]): (status: number) => void;
};

export function createRequestTally(meter: Meter): RequestTally {
  const { httpRequests, httpInProgress } = METRICS;
  const cells: Cell[] = [];
  let inProgress = 0;
  meter.createObservableCounter(httpRequests.name, described(httpRequests)).addCallback((page) => {
    for (const { count, labels } of cells) page.observe(count, labels);
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
      const byClass: Cell[] = [];
      const cell = (statusClass: number): Cell => {
        const made = { count: 0, labels: { handler, method, status: `${statusClass}xx` } };
        cells.push(made);
        byClass[statusClass] = made;
        return made;
      };
      for (const statusClass of fromStart) cell(statusClass);
      return (status) => {
        const statusClass = Math.trunc(status / 100);
        (byClass[statusClass] ?? cell(statusClass)).count += 1;
      };
    },
  };
}
