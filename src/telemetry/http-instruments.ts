import type { Meter } from '@opentelemetry/api';
import { histogramSeries } from './histogram-series.ts';
import { counter } from './recorder.ts';
import { createRequestCounts } from './request-counts.ts';
import { METRICS } from './signals.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', '_OTHER'];

/** The verb as metrics and spans name it: callers invent others without end. */
export function methodOf(method: string): string {
  return METHODS.includes(method) ? method : '_OTHER';
}

/** What a request came to. Sizes are of bodies, in bytes. */
export type Outcome = {
  readonly status: number;
  readonly seconds: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** The client left before the end. */
  readonly aborted: boolean;
};

/** The requests of one handler and verb. */
export type RequestSeries = { started(): void; finished(outcome: Outcome): void };

/** The series that a request belongs to; `handler` is its route's template, null where no route serves it. */
export type HttpInstruments = { seriesOf(handler: string | null, method: string): RequestSeries };

/** `constant`: a page that is the same for everybody, which is counted only. */
export type Endpoint = { readonly method: string; readonly path: string; readonly constant?: boolean };

/**
 * The instruments of HTTP, with the series of every endpoint at zero. What strangers can send without end (unknown
 * paths, HEAD, verbs that a route lacks) is counted only, not timed or sized: it must not buy seventeen lines a verb. A request without a
 * body, of a verb that has none, has no size.
 */
export function createHttpInstruments(meter: Meter, endpoints: readonly Endpoint[]): HttpInstruments {
  const counts = createRequestCounts(meter);
  const aborted = counter(meter, METRICS.httpAborted);
  const secondsOf = histogramSeries(meter, METRICS.httpDuration);
  const secondsFine = histogramSeries(meter, METRICS.httpDurationFine)({});
  const requestBytesOf = histogramSeries(meter, METRICS.httpRequestSize);
  const responseBytesOf = histogramSeries(meter, METRICS.httpResponseSize);

  function series(handler: string, method: string): RequestSeries {
    const served = endpoints.find((endpoint) => endpoint.method === method && endpoint.path === handler);
    const finished = counts.finished(handler, method, served ? [2, 4, 5] : handler === 'none' ? [4] : []);
    const byHandler = { handler };
    const byMethod = { handler, method };
    if (served) aborted(0, byMethod);
    const seconds = secondsOf(byMethod);
    const requestBytes = requestBytesOf(byHandler);
    const responseBytes = responseBytesOf(byHandler);
    return {
      started: counts.started,
      finished(outcome) {
        counts.ended();
        finished(outcome.status);
        if (outcome.aborted) aborted(1, byMethod);
        if (!served || served.constant) return;
        seconds(outcome.seconds);
        secondsFine(outcome.seconds);
        if (method === 'POST' || outcome.requestBytes > 0) requestBytes(outcome.requestBytes);
        responseBytes(outcome.responseBytes);
      },
    };
  }

  const table = new Map(
    ['none', ...endpoints.map(({ path }) => path)].map((handler) => [
      handler,
      new Map(METHODS.map((method) => [method, series(handler, method)])),
    ]),
  );
  return {
    seriesOf(handler, method) {
      const byMethod = table.get(handler ?? 'none') ?? table.get('none');
      return byMethod?.get(methodOf(method)) as RequestSeries;
    },
  };
}
