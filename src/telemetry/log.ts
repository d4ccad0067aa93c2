import { writeSync } from 'node:fs';
import { type DestinationStream, type Logger, pino } from 'pino';
import { errorFields } from './error-fields.ts';
import { correlation } from './request-context.ts';

/**
 * One JSON line an event on standard output, with the request and the span it belongs to. `pretty` makes it readable,
 * where pino-pretty is installed.
 */
export async function createLog(
  level: string,
  { pretty = false, destination }: { pretty?: boolean; destination?: DestinationStream } = {},
): Promise<Logger> {
  return pino(
    {
      level,
      base: null,
      timestamp: createTimestamp(),
      formatters: { level: (label) => ({ level: label }) },
      mixin: (fields) => ('request_id' in fields ? {} : correlation()), // a line of a request that has ended brings its own
      serializers: { err: errorFields },
    },
    destination ?? ((pretty && (await prettyStream())) || standardOutput()),
  );
}

/** The time of a line, in ISO 8601; of a millisecond it is worded once. */
function createTimestamp(): () => string {
  let [atMs, worded] = [Number.NaN, ''];
  return () => {
    const nowMs = Date.now();
    if (nowMs !== atMs) [atMs, worded] = [nowMs, `,"time":"${new Date(nowMs).toISOString()}"`];
    return worded;
  };
}

/** Lines that standard output does not take (its disk is full, say) wait for the next one that it does. */
const KEPT_MAX_BYTES = 1024 * 1024;

/**
 * Standard output, with one write for all lines of a turn of the event loop: one for each costs a request more than its
 * metrics do. What it cannot take is lost in the end, and costs the service nothing else.
 */
function standardOutput(): DestinationStream & { flush(done: () => void): void } {
  const output = pino.destination({ dest: 1, maxLength: KEPT_MAX_BYTES });
  let isWriting = false;
  output.on('error', () => (isWriting = false)).on('drain', goOn);
  output.flushSync = () => {}; // it would try a full disk for ever
  let lines = '';
  let isDue = false;
  process.once('exit', writeLast);
  return { write, flush };

  function write(line: string): void {
    if (!isDue) setImmediate(pass);
    isDue = true;
    if (lines.length < KEPT_MAX_BYTES) lines += line;
  }

  function pass(): void {
    isDue = false;
    if (isWriting || lines === '') return;
    isWriting = true;
    output.write(taken());
  }

  function goOn(): void {
    isWriting = false;
    pass();
  }

  function flush(done: () => void): void {
    pass();
    if (isWriting) output.once('drain', () => flush(done));
    else done();
  }

  /** There is no later turn. What a thread still writes it may overtake: who can wait calls `flush` first. */
  function writeLast(): void {
    try {
      writeSync(1, taken());
    } catch {} // lost
  }

  function taken(): string {
    const all = lines;
    lines = '';
    return all;
  }
}

async function prettyStream(): Promise<DestinationStream | null> {
  try {
    const { default: prettyPrinter } = await import('pino-pretty');
    return prettyPrinter({ ignore: 'span_id', translateTime: 'HH:MM:ss.l' });
  } catch {
    return null; // a production install leaves it out
  }
}
