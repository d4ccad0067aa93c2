import type { WriteStream } from 'node:tty';
import { createDocent, type Docent } from 'docent/client';

const BAR_CHARS = 24;

export type Progress = ReturnType<typeof showProgress>;

/** A bar that grows in a terminal; elsewhere a line for each file that was not taken, and one at the end. */
export function showProgress(total: number, out: Pick<WriteStream, 'write' | 'isTTY'>) {
  const counts = { taken: 0, skipped: 0, refused: 0 };
  let name = '';
  const done = () => counts.taken + counts.skipped + counts.refused;

  function draw(note = ''): void {
    if (!out.isTTY) return;
    const filled = total === 0 ? BAR_CHARS : Math.round((done() / total) * BAR_CHARS);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_CHARS - filled);
    out.write(`\r\x1b[K${bar} ${done()}/${total} ${name}${note}`);
  }

  return {
    begin(file: string) {
      name = file.replaceAll(/\p{Cc}/gu, '?'); // a terminal would execute them
      draw();
    },
    taken: () => {
      counts.taken++;
      draw();
    },
    skipped() {
      counts.skipped++;
      draw();
    },
    refused(reason: string) {
      counts.refused++;
      out.write(`${out.isTTY ? '\r\x1b[K' : ''}${name}: ${reason}\n`);
      draw();
    },
    waits(seconds: number) {
      if (out.isTTY) draw(` (waits ${seconds} s for the limit)`);
      else out.write(`${done()}/${total}, waits ${seconds} s for the limit\n`);
    },
    /** Returns how many files were refused. */
    end(): number {
      const { taken, skipped, refused } = counts;
      out.write(`${out.isTTY ? '\r\x1b[K' : ''}${taken} uploaded, ${skipped} there already, ${refused} refused\n`);
      return refused;
    },
  };
}

/** A client of the service that the environment names; it retries as often as the limits require. */
export function connectTo(env: Readonly<Record<string, string | undefined>>, progress: Progress): Docent {
  return createDocent({
    baseUrl: env.DOCENT_URL || 'http://localhost:8000',
    ...(env.DOCENT_TOKEN && { token: env.DOCENT_TOKEN }),
    retries: Number.POSITIVE_INFINITY,
    onWait: ({ seconds }) => progress.waits(seconds),
  });
}
