import { type Context, context, createContextKey, isSpanContextValid, trace } from '@opentelemetry/api';

const REQUEST_ID = createContextKey('docent request id');

/** A context whose log lines name the request. */
export function withRequestId(parent: Context, requestId: string): Context {
  return parent.setValue(REQUEST_ID, requestId);
}

/** What a log line has to say of its context, the active one unless told otherwise: the request and the span. */
export function correlation(active: Context = context.active()): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  const requestId = active.getValue(REQUEST_ID);
  if (requestId !== undefined) fields.request_id = requestId;
  const span = trace.getSpanContext(active);
  if (!span || !isSpanContextValid(span)) return fields;
  fields.trace_id = span.traceId;
  fields.span_id = span.spanId;
  return fields;
}
