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
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: correlation,
      serializers: { err: errorFields },
    },
    destination ?? ((pretty && (await prettyStream())) || standardOutput()),
  );
}

/** Lines that standard output does not take (its disk is full, say) wait for the next one that it does. */
const KEPT_MAX_BYTES = 1024 * 1024;

/** Standard output. What it cannot take is lost in the end, and costs the service nothing else. */
function standardOutput(): DestinationStream {
  const output = pino.destination({ dest: 1, maxLength: KEPT_MAX_BYTES });
  output.on('error', () => {});
  output.flushSync = () => {}; // a write waits for the system as it is; this would try a full disk for ever
  return output;
}

async function prettyStream(): Promise<DestinationStream | null> {
  try {
    const { default: prettyPrinter } = await import('pino-pretty');
    return prettyPrinter({ ignore: 'span_id', translateTime: 'HH:MM:ss.l' });
  } catch {
    return null; // a production install leaves it out
  }
}
