import {
  type Attributes,
  type Context,
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { ATTRIBUTES } from './signals.ts';

export type RequestSpan = {
  /** The context to serve the request in. */
  readonly active: Context;
  /** Ends the span; a 5xx is an error, a 4xx is not. `failure` is what was thrown, if anything unplanned was. */
  end(status: number, failure: unknown): void;
};

const tracer = trace.getTracer('docent');

/** The server span of a request, which goes on with the caller's trace. `handler` null: no route serves it. */
export function startRequestSpan(method: string, handler: string | null, headers: object): RequestSpan {
  const attributes: Attributes = { [ATTRIBUTES.httpMethod]: method };
  if (handler !== null) attributes[ATTRIBUTES.httpRoute] = handler;
  const parent = propagation.extract(context.active(), headers);
  const name = handler === null ? method : `${method} ${handler}`;
  const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
  return {
    active: trace.setSpan(parent, span),
    end(status, failure) {
      span.setAttribute(ATTRIBUTES.httpStatus, status);
      if (status >= 500) {
        span.setAttribute(ATTRIBUTES.errorType, errorType(failure) ?? String(status));
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    },
  };
}

/** The class of a failure. Never its message, which may hold what somebody asked or wrote. */
export function errorType(failure: unknown): string | undefined {
  return failure instanceof Error ? failure.name : undefined;
}
