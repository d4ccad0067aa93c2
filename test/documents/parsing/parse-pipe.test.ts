import { PassThrough, Readable } from 'node:stream';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  createMessageReader,
  PipeEnded,
  PipeOverrun,
  writeMessage,
} from '../../../src/documents/parsing/parse-pipe.ts';
import { failure } from '../../support/failure.ts';

const frame = fc.uint8Array({ minLength: 1, maxLength: 300 });

describe('messages on a pipe', () => {
  it('arrive as they were sent, one after the other, wherever the pipe cuts them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(frame), { maxLength: 4 }),
        fc.integer({ min: 1, max: 50 }),
        async (messages, cut) => {
          const read = createMessageReader(cutInto(await written(messages), cut));

          for (const message of messages)
            expect((await read(10_000_000, 100)).map((bytes) => [...bytes])).to.deep.equal(
              message.map((bytes) => [...bytes]),
            );
          expect(await failure(read(1, 1))).to.be.instanceOf(PipeEnded);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('may be as long as the bound, all frames together, and not a byte longer', async () => {
    const bytes = await written([[Buffer.alloc(60), Buffer.alloc(40)]]);

    expect(await createMessageReader(cutInto(bytes, 7))(100, 2)).to.have.length(2);
    expect(await failure(createMessageReader(cutInto(bytes, 7))(99, 2))).to.be.instanceOf(PipeOverrun);
  });

  it('may have as many frames as the bound, and not one more, however small', async () => {
    const bytes = await written([[1, 2, 3].map(() => Buffer.alloc(1))]);

    expect(await createMessageReader(cutInto(bytes, 7))(100, 3)).to.have.length(3);
    expect(await failure(createMessageReader(cutInto(bytes, 7))(100, 2))).to.be.instanceOf(PipeOverrun);
  });

  it('are not waited for once the pipe has ended in their middle', async () => {
    const bytes = await written([[Buffer.alloc(60)]]);

    expect(await failure(createMessageReader(cutInto(bytes.subarray(0, 30), 7))(100, 2))).to.be.instanceOf(PipeEnded);
  });
});

async function written(messages: readonly (readonly Uint8Array[])[]): Promise<Buffer> {
  const pipe = new PassThrough();
  const bytes = pipe.toArray();
  for (const message of messages) await writeMessage(pipe, message);
  pipe.end();
  return Buffer.concat(await bytes);
}

function cutInto(bytes: Buffer, length: number): Readable {
  const pieces = Array.from({ length: Math.ceil(bytes.length / length) }, (_, at) =>
    bytes.subarray(at * length, (at + 1) * length),
  );
  return Readable.from(pieces);
}
