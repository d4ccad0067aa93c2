import { SpanStatusCode, trace } from '@opentelemetry/api';
import { errorType } from './request-span.ts';
import { ATTRIBUTES } from './signals.ts';

const tracer = trace.getTracer('docent');

/** Runs `work` in a span that ends when its promise settles. A failure marks it with its class, never its text. */
export async function inSpan<T>(name: 'retrieve', work: () => Promise<T>): Promise<T> {
  return tracer.startActiveSpan(name, async (span) => {
    try {
      return await work();
    } catch (failure) {
      span.setAttribute(ATTRIBUTES.errorType, errorType(failure) ?? 'other');
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw failure;
    } finally {
      span.end();
    }
  });
}
