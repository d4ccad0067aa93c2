import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

/** A file as it is sent. */
export type StaticFile = {
  readonly type: string;
  readonly bytes: Buffer;
  readonly zipped: Buffer;
  readonly etag: string;
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.md': 'text/markdown; charset=utf-8',
};
const compress = promisify(gzip);
const decompress = promisify(gunzip);

/**
 * Reads files of a fixed table, from name to place, each when it is first asked for, and keeps it: one that nobody asks for
 * costs nothing, and no name leads to a file that is not in the table. Null: it is not. A place that ends in `.gz` holds the
 * file compressed.
 */
export function createStaticFiles(places: ReadonlyMap<string, URL>): (name: string) => Promise<StaticFile> | null {
  const read = new Map<string, Promise<StaticFile>>();
  return function staticFile(name) {
    const place = places.get(name);
    if (!place) return null;
    const known = read.get(name);
    if (known) return known;
    const file = load(place);
    read.set(name, file);
    file.catch(() => read.delete(name)); // a file that could not be read may be read the next time
    return file;
  };
}

async function load(place: URL): Promise<StaticFile> {
  const kept = await readFile(place);
  const isZipped = place.pathname.endsWith('.gz');
  const bytes = isZipped ? await decompress(kept) : kept;
  const type = TYPES[extname(place.pathname.replace(/\.gz$/, ''))] ?? 'application/octet-stream';
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  return { type, bytes, zipped: isZipped ? kept : await compress(bytes), etag };
}
