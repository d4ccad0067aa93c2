import { posix } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type Entry, fromBufferPromise } from 'yauzl';
import { decodeText } from './charset.ts';
import type { ParseLimits } from './parse-limits.ts';
import { readXml } from './xml.ts';
import { checkZip } from './zip-check.ts';

/** The parts of a zip container by name. Names are keys and nothing else: `../` leads nowhere. */
export type ZipParts = {
  readonly names: readonly string[];
  has(name: string): boolean;
  bytes(name: string): Promise<Buffer>;
  /** Empty where there is no such part. */
  xml(name: string): Promise<string>;
  /** What a part points at, by id: names of other parts, and their kinds. */
  related(name: string): Promise<Map<string, { target: string; type: string }>>;
};

/** Opens a container that holds its limits. @throws as `checkZip` does. */
export async function openZipParts(file: Buffer, limits: ParseLimits): Promise<ZipParts> {
  await checkZip(file, limits);
  const zip = await fromBufferPromise(file, { strictFileNames: false });
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
  const bytes = async (name: string) => {
    const entry = entries.get(name);
    return entry ? buffer(await zip.openReadStreamPromise(entry)) : Buffer.alloc(0);
  };
  const xml = async (name: string) => decodeText(await bytes(name), 'utf-8');
  return {
    names: [...entries.keys()],
    has: (name) => entries.has(name),
    bytes,
    xml,
    async related(name) {
      const { dir, base } = posix.parse(name);
      const found = new Map<string, { target: string; type: string }>();
      readXml(await xml(posix.join(dir, '_rels', `${base}.rels`)), {
        open(tag, { Id = '', Target = '', Type = '', TargetMode }) {
          if (tag !== 'Relationship' || TargetMode === 'External') return;
          const target = Target.startsWith('/') ? Target.slice(1) : posix.join(dir, Target);
          found.set(Id, { target, type: Type.slice(Type.lastIndexOf('/') + 1) });
        },
      });
      return found;
    },
  };
}
