/** As often as somebody who watches wants to know. */
const EVERY_MS = 1000;

/** Says how far a tool has come: in place on a terminal, else a line every second at most. */
export function toolProgress(out: NodeJS.WriteStream) {
  let saidAt = Number.NEGATIVE_INFINITY;
  return {
    say(words: string): void {
      if (performance.now() - saidAt < EVERY_MS) return;
      saidAt = performance.now();
      out.write(out.isTTY ? `\r\x1b[K${words}` : `${words}\n`);
    },
    end(words: string): void {
      out.write(out.isTTY ? `\r\x1b[K${words}\n` : `${words}\n`);
    },
  };
}

/** Ends with the message of what went wrong, without its stack; `usage`: the words were not understood. */
export function exitWith(error: unknown, usage?: string): never {
  console.error(usage === undefined ? (error as Error).message : `${(error as Error).message}\n\n${usage}`);
  process.exit(usage === undefined ? 1 : 2);
}
