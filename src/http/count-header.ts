import type { IncomingMessage } from 'node:http';

/** How often a request has a header, given in lower case. Node keeps one of several without a word, and `headersDistinct` copies all. */
export function countHeader({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>, name: string): number {
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const given = rawHeaders[i] as string;
    if (given.length === name.length && given.toLowerCase() === name) count += 1;
  }
  return count;
}
