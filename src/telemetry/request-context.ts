import { type Context, context, createContextKey, isSpanContextValid, trace } from '@opentelemetry/api';

const REQUEST_ID = createContextKey('docent request id');

/** A context whose log lines name the request. */
export function withRequestId(parent: Context, requestId: string): Context {
  return parent.setValue(REQUEST_ID, requestId);
}

/** What every log line written now has to say: the request it belongs to and the active span. */
export function correlation(): Record<string, unknown> {
  const active = context.active();
  const requestId = active.getValue(REQUEST_ID);
  const span = trace.getSpanContext(active);
  return {
    ...(requestId !== undefined && { request_id: requestId }),
    ...(span && isSpanContextValid(span) && { trace_id: span.traceId, span_id: span.spanId }),
  };
}
