import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { methodOf } from './http-instruments.ts';
import { ATTRIBUTES } from './signals.ts';

export type SpannedRequest = {
  readonly method: string;
  /** The route's template; null: no route serves it. */
  readonly handler: string | null;
  readonly headers: { readonly host?: string | undefined };
};

export type RequestSpan = {
  /** The context to serve the request in. */
  readonly active: Context;
  /** Ends the span; a 5xx is an error, a 4xx is not. `failure` is what was thrown, if anything unplanned was. */
  end(status: number, failure: unknown): void;
};

const tracer = trace.getTracer('docent');
/** TLS ends before us, if at all. */
const SCHEME = 'http';
const SERVER = { kind: SpanKind.SERVER };

/** The server span of a request, which goes on with the caller's trace. */
export function startRequestSpan(request: SpannedRequest): RequestSpan {
  const { handler, headers } = request;
  const method = methodOf(request.method);
  const parent = propagation.extract(context.active(), headers);
  const verb = method === '_OTHER' ? 'HTTP' : method;
  const span = tracer.startSpan(handler === null ? verb : `${verb} ${handler}`, SERVER, parent);
  if (span.isRecording()) span.setAttributes(attributesOf(request, method)); // most are not, and need none
  return {
    active: isSpanContextValid(span.spanContext()) ? trace.setSpan(parent, span) : parent,
    end(status, failure) {
      if (!span.isRecording()) return;
      span.setAttribute(ATTRIBUTES.httpStatus, status);
      if (status >= 500) {
        span.setAttribute(ATTRIBUTES.errorType, errorType(failure) ?? String(status));
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    },
  };
}

function attributesOf({ method: sent, handler, headers }: SpannedRequest, method: string): Attributes {
  const attributes: Attributes = { [ATTRIBUTES.httpMethod]: method, [ATTRIBUTES.urlScheme]: SCHEME };
  if (method !== sent) attributes[ATTRIBUTES.httpMethodOriginal] = sent;
  if (handler !== null) attributes[ATTRIBUTES.httpRoute] = handler;
  return { ...attributes, ...serverOf(headers) };
}

/** The class of a failure. Never its message, which may hold what somebody asked or wrote. */
export function errorType(failure: unknown): string | undefined {
  return failure instanceof Error ? failure.name : undefined;
}

/** Where the client meant to go, by the `Host` header; nothing where that names no host. */
function serverOf({ host = '' }: SpannedRequest['headers']): Attributes {
  const [, address, port = '80'] = /^([\w.-]{1,255}|\[[\da-f:.]{2,45}\])(?::(\d{1,5}))?$/i.exec(host) ?? [];
  if (address === undefined) return {};
  return { [ATTRIBUTES.serverAddress]: address.replace(/^\[|\]$/g, ''), [ATTRIBUTES.serverPort]: Number(port) };
}
