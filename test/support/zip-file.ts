import { constants, crc32, deflateRawSync } from 'node:zlib';

export type ZipEntry = {
  name: string;
  content: string | Buffer;
  /** Given, `content` is deflated already and this is what the directory says that it unpacks to. */
  declaredBytes?: number;
  /** General purpose flags; bit 0: encrypted. */
  flags?: number;
};

/** Nothing, deflated: files of 60,000 empty parts are made of it. */
const NOTHING = deflateRawSync(Buffer.alloc(0));

/** A zip file of deflated entries. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, declaredBytes, flags = 0 } of entries) {
    const raw = Buffer.from(content);
    const data = declaredBytes !== undefined ? raw : raw.length === 0 ? NOTHING : deflateRawSync(raw);
    const file = Buffer.from(name);
    const common = Buffer.alloc(26); // from "version needed" to "extra length", the same in both headers
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(declaredBytes === undefined ? raw : ''), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(declaredBytes ?? raw.length, 18);
    common.writeUInt16LE(file.length, 22);
    const local = [Buffer.from('PK\x03\x04', 'latin1'), common, file, data];
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), common, rest, file);
    parts.push(...local);
    offset += local.reduce((sum, part) => sum + part.length, 0);
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(
    directory.reduce((sum, part) => sum + part.length, 0),
    12,
  );
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

/** `times` blocks, one after the other, deflated in the time that one takes. */
export function deflatedRepeats(block: Buffer, times: number): Buffer {
  const one = deflateRawSync(block, { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([...Array<Buffer>(times).fill(one), deflateRawSync(Buffer.alloc(0))]);
}
