import PostalMime, { type Address } from 'postal-mime';
import type { Extract } from '../document.ts';
import { htmlText } from './parse-html.ts';

/** Parts of a message inside each other; headers of all parts, bytes. */
const BOUNDS = { maxNestingDepth: 32, maxHeadersSize: 1024 * 1024 };

/** A message as a reader sees it: who wrote to whom, when and about what, its text, and the names of what is attached. */
export async function parseEml(bytes: Uint8Array): Promise<Extract> {
  const mail = await PostalMime.parse(new Uint8Array(bytes), BOUNDS);
  const heads = [
    ['From', people([mail.from])],
    ['To', people(mail.to)],
    ['Cc', people(mail.cc)],
    ['Date', mail.date],
    ['Subject', mail.subject],
    [
      'Attachments',
      mail.attachments
        .map(({ filename }) => filename)
        .filter(Boolean)
        .join(', '),
    ],
  ].flatMap(([name, value]) => (value ? `${name}: ${value.replace(/\s+/g, ' ')}` : []));
  const body = mail.text?.trim() ? mail.text : htmlText(mail.html ?? '');
  return { text: [heads.join('\n'), body.trim()].filter(Boolean).join('\n\n'), pageStarts: [] };
}

function people(addresses: readonly (Address | undefined)[] = []): string {
  return addresses
    .flatMap((one) => one?.group ?? one ?? [])
    .map(({ name, address }) => (name && address ? `${name} <${address}>` : name || address))
    .join(', ');
}
