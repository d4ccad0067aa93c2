/**
 * A page of a few megabytes whose reading takes minutes, if nothing ends it: each closing tag is looked for among all that are
 * open. `name` makes it another file.
 */
export function slowPage(name: string): Buffer {
  const tags = 500_000;
  return Buffer.from(`${name}${'<b>'.repeat(tags)}${'</i>'.repeat(tags)}`);
}
