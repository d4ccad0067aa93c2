import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { readArchive, writeArchive } from '../../../src/documents/copying/archive.ts';
import type { DocumentCopy } from '../../../src/documents/copying/copying.ts';
import type { Document } from '../../../src/documents/document.ts';
import { AppError } from '../../../src/errors.ts';
import { failure } from '../../support/failure.ts';

const BYTES = Buffer.from('line one\n{"end":true}\n\0\xff'.repeat(20_000), 'latin1');
const NO_PARTS = { chunks: [], vectors: null, payer: null, dueMs: null };

type Read = Omit<DocumentCopy, 'bytes'> & { file: Buffer | null };

describe('an archive of documents', () => {
  const document = (id: string, bytes: number) => ({ id, bytes }) as Document;
  const values = Float32Array.from({ length: 40_000 }, (_, at) => at / 7);
  const chunks = [
    { position: 0, start: 0, end: 4, page: 1 },
    { position: 1, start: 4, end: 9, page: null },
  ];
  const copies = (): DocumentCopy[] => [
    {
      document: document('one', BYTES.length),
      text: 'größer 😀\n中文',
      parts: { chunks, vectors: { model: 'm', dimensions: 2, values }, payer: 'user:a', dueMs: 5 },
      bytes: inPieces(BYTES, 7777),
    },
    { document: document('none', 3), text: null, parts: NO_PARTS, bytes: null },
    { document: document('two', 3), text: '', parts: NO_PARTS, bytes: inPieces(Buffer.from('abc'), 1) },
  ];
  const archive = async () => Buffer.concat(await all(writeArchive(listed(copies()))));

  it('gives back what was put in, however its bytes are cut', async () => {
    const bytes = await archive();

    for (const size of [1000, 65_536, bytes.length]) {
      const read = await readAll(inPieces(bytes, size));

      expect(read.map(({ document: { id } }) => id)).to.deep.equal(['one', 'none', 'two']);
      expect(read[0]).to.deep.include({ text: 'größer 😀\n中文', parts: copies()[0]!.parts });
      expect(read.map(({ file }) => file?.toString('latin1') ?? null)).to.deep.equal([
        BYTES.toString('latin1'),
        null,
        'abc',
      ]);
    }
  });

  it('goes on behind an original that nobody read', async () => {
    const ids = [];
    for await (const copy of readArchive(inPieces(await archive(), 999))) ids.push(copy.document.id);

    expect(ids).to.deep.equal(['one', 'none', 'two']);
  });

  it('holds other bytes for a document that was deleted while it was read, and is whole', async () => {
    async function* deleted() {
      yield Buffer.from('ab');
      throw new AppError('not_found', 'The document was deleted while it was being read.');
    }
    const [one] = copies();
    const written = Buffer.concat(await all(writeArchive(listed([{ ...one!, bytes: deleted() }]))));

    const [read] = await readAll(inPieces(written, 5000));

    expect(read!.file).to.have.length(BYTES.length);
    expect(read!.file!.equals(BYTES)).to.equal(false);
  });

  it('fails where the original cannot be read: half a backup is none', async () => {
    async function* away(): AsyncGenerator<Uint8Array> {
      yield* [];
      throw new AppError('overloaded', 'Away.');
    }
    const [one] = copies();

    expect(await failure(all(writeArchive(listed([{ ...one!, bytes: away() }]))))).to.include({ code: 'overloaded' });
  });

  it('is refused where it is cut off, damaged, newer or foreign', async () => {
    const bytes = await archive();
    const flipped = Buffer.from(bytes);
    flipped[bytes.indexOf('line one') + 3]! ^= 1;
    const text = bytes.toString('latin1');
    const cases: [Buffer | string, RegExp][] = [
      [bytes.subarray(0, bytes.length / 2), /not whole/],
      [bytes.subarray(0, bytes.lastIndexOf('{"end"')), /not whole: its end is missing/],
      [flipped, /damaged/],
      [text.replace('"documents":3', '"documents":2'), /damaged/],
      [text.replace('"version":1', '"version":2'), /newer version \(2\)/],
      ['{"some":"json"}\n', /no backup of Docent/],
      ['plain text\n', /no backup of Docent/],
      ['', /no backup of Docent/],
    ];

    for (const [content, reason] of cases)
      expect(await failure(readAll(inPieces(Buffer.from(content as string, 'latin1'), 4096))))
        .to.have.property('message')
        .that.matches(reason);
  });
});

describe('a damaged archive', () => {
  const one = (): DocumentCopy => ({
    document: { id: 'one', bytes: 3 } as Document,
    text: 'The bridge is 340 metres long.',
    parts: { ...NO_PARTS, vectors: { model: 'm', dimensions: 2, values: Float32Array.of(1, 2) } },
    bytes: inPieces(Buffer.from('abc'), 1),
  });

  /** How many documents are given out before the damage is told. */
  const given = async (bytes: Buffer) => {
    let count = 0;
    const reading = async () => {
      for await (const _ of readArchive(inPieces(bytes, 4096))) count++;
    };
    expect(await failure(reading()))
      .to.have.property('message')
      .that.matches(/damaged/);
    return count;
  };

  for (const [what, from, to] of [
    ['a digit of the text', '340', '341'],
    ['its name', '"id":"one"', '"id":"two"'],
    ['the size of a vector', '"dimensions":2', '"dimensions":4'],
    ['the vectors', Buffer.from(Float32Array.of(1, 2).buffer), Buffer.from(Float32Array.of(1, 3).buffer)],
  ] as const)
    it(`gives out no document with ${what} changed`, async () => {
      const bytes = Buffer.concat(await all(writeArchive(listed([one()]))));
      const at = bytes.indexOf(from);
      const changed = Buffer.concat([bytes.subarray(0, at), Buffer.from(to), bytes.subarray(at + from.length)]);

      expect(await given(changed)).to.equal(0);
    });

  it('gives out nothing for a line that is no document', async () => {
    const head = '{"format":"docent-backup","version":1}\n';

    expect(await given(Buffer.from(`${head}{"__proto__":1}\n`))).to.equal(0);
    expect(await given(Buffer.from(`${head}[]\n`))).to.equal(0);
  });

  it('of before, without digests, is read as it is', async () => {
    const whole = Buffer.concat(await all(writeArchive(listed([{ ...one(), parts: NO_PARTS }])))).toString();
    const before = whole.replace(/,"sha256":"[0-9a-f]{64}"\}\nabc/, '}\nabc');
    const end = /\{"end".*/.exec(before)![0];
    const digest = createHash('sha256')
      .update(before.slice(0, -end.length - 1))
      .digest('hex');

    const [copy] = await readAll(
      inPieces(Buffer.from(before.replace(/(?<="sha256":")[0-9a-f]{64}(?="\}\n$)/, digest)), 4096),
    );

    expect(copy).to.include({ text: 'The bridge is 340 metres long.' });
  });
});

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Read[]> {
  const read: Read[] = [];
  for await (const { bytes, ...copy } of readArchive(stream))
    read.push({ ...copy, file: bytes && Buffer.concat(await all(bytes)) });
  return read;
}

async function all(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for await (const piece of pieces) found.push(piece);
  return found;
}

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function* listed<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}
