import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export type ReceivedSpan = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  /** 2: an error. */
  status: number;
  attributes: Record<string, string | number | boolean | string[]>;
  seconds: number;
};

export type Collector = AsyncDisposable & {
  /** What a service needs to send its spans here at once. */
  env: Record<string, string>;
  spans: ReceivedSpan[];
  /** Everything that came, as it came. */
  text(): string;
  /** The paths that were posted to. */
  paths: Set<string>;
  /** Waits until a span fits. @throws Error when none has within 10 s. */
  find(fits: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan>;
};

type OtlpValue = Record<string, string | number | boolean | { values: OtlpValue[] }>;

type OtlpSpan = Omit<ReceivedSpan, 'attributes' | 'status' | 'seconds'> & {
  status?: { code?: number };
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  /** Left out where there is none, by senders other than ours. */
  attributes?: { key: string; value: OtlpValue }[];
};

/** Takes spans by OTLP over HTTP, as a collector does. */
export async function startCollector(): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const paths = new Set<string>();
  let received = '';
  const server = createServer(async (req, res) => {
    let body = '';
    for await (const piece of req.setEncoding('utf8')) body += piece;
    received += body;
    paths.add(req.url ?? '');
    const { resourceSpans = [] } = JSON.parse(body) as {
      resourceSpans?: { scopeSpans: { spans: OtlpSpan[] }[] }[];
    };
    for (const { scopeSpans } of resourceSpans)
      for (const scope of scopeSpans) spans.push(...scope.spans.map(readable));
    res.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    },
    spans,
    paths,
    text: () => received,
    async find(fits) {
      for (let tries = 0; tries < 500; tries++) {
        const found = spans.find(fits);
        if (found) return found;
        await pause(20);
      }
      throw new Error(`No such span among ${JSON.stringify(spans.map(({ name }) => name))}`);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function readable(span: OtlpSpan): ReceivedSpan {
  return {
    ...span,
    status: span.status?.code ?? 0,
    seconds: Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e9,
    attributes: Object.fromEntries((span.attributes ?? []).map(({ key, value }) => [key, plain(value)])),
  };
}

/** Protocol Buffers write whole numbers as text in JSON. */
function plain(value: OtlpValue): string | number | boolean | string[] {
  const [[kind, held] = ['', '']] = Object.entries(value);
  if (typeof held === 'object') return held.values.map((one) => plain(one) as string);
  return kind === 'intValue' ? Number(held) : held;
}
