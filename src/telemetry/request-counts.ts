import type { Meter } from '@opentelemetry/api';
import { counterSeries } from './counter-series.ts';
import { described } from './recorder.ts';
import { METRICS } from './signals.ts';

/** Counts requests that run, and those that have ended. */
export type RequestCounts = {
  started(): void;
  ended(): void;
  /** Counts finished requests. The classes `fromStart` (2: `2xx`) are on the page before their first request. */
  finished(handler: string, method: string, fromStart: readonly number[]): (status: number) => void;
};

export function createRequestCounts(meter: Meter): RequestCounts {
  const { httpRequests, httpInProgress } = METRICS;
  const requests = counterSeries(meter, httpRequests);
  let inProgress = 0;
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
      const byClass: (() => void)[] = [];
      const count = (statusClass: number) => {
        byClass[statusClass] = requests({ handler, method, status: `${statusClass}xx` });
        return byClass[statusClass];
      };
      for (const statusClass of fromStart) count(statusClass);
      return (status) => {
        const statusClass = Math.trunc(status / 100);
        (byClass[statusClass] ?? count(statusClass))();
      };
    },
  };
}
