import { type Attributes, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { errorType } from './request-span.ts';
import { ATTRIBUTES, type SPANS } from './signals.ts';

const tracer = trace.getTracer('docent');

/** Runs `work` in a span, which ends when its promise settles. A failure marks the span with its class, never its text. */
export async function inSpan<T>(
  name: (typeof SPANS)['retrieve']['name'],
  attributes: Attributes,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work(span);
    } catch (failure) {
      span.setAttribute(ATTRIBUTES.errorType, errorType(failure) ?? 'other');
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw failure;
    } finally {
      span.end();
    }
  });
}
