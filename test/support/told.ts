import { eventually } from './eventually.ts';

/** The lines of a log that match, as soon as there is one: a line may come after the answer that it tells of. */
export function told({ lines }: { lines: readonly string[] }, pattern: RegExp): Promise<string[]> {
  return eventually(
    () => lines.filter((line) => pattern.test(line)),
    (found) => found.length > 0,
  );
}
