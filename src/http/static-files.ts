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
 * Reads files of a fixed table (name → URL), each on its first request, and caches them: unused files cost nothing, and no
 * name can reach a file outside the table. Returns null for a name that is not in it. A URL that ends in `.gz` is a
 * compressed file.
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
