import type { Readable, Writable } from 'node:stream';

const LENGTH_BYTES = 4;

/** The other end closed its pipe in the middle of a message, or before one. */
export class PipeEnded extends Error {
  override readonly name = 'PipeEnded';
}

/** The other end sends more than it may. */
export class PipeOverrun extends Error {
  override readonly name = 'PipeOverrun';
}

/**
 * Reads one message: at most `maxFrames` frames, since a million of a byte each take a hundred times their bytes, and of
 * `maxBytes` in all. @throws PipeEnded, PipeOverrun.
 */
export type ReadMessage = (maxBytes: number, maxFrames: number) => Promise<Buffer[]>;

/**
 * Writes a message: frames of a length (unsigned, 32 bits, little-endian) and that many bytes; length 0 ends it.
 * @throws what `frames` throws, or the pipe's own error.
 */
export async function writeMessage(pipe: Writable, frames: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) {
  for await (const frame of frames) {
    if (frame.length === 0) continue;
    await write(pipe, lengthOf(frame));
    await write(pipe, frame);
  }
  await write(pipe, lengthOf(new Uint8Array()));
}

/** Reads the messages of a pipe, one after the other. Nothing is believed of a length but that it is within the bound. */
export function createMessageReader(pipe: Readable): ReadMessage {
  const pieces = pipe[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  let rest: Buffer = Buffer.alloc(0);

  async function take(bytes: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let missing = bytes; missing > 0; ) {
      if (rest.length === 0) rest = await nextPiece(pieces);
      const part = rest.subarray(0, missing);
      parts.push(part);
      missing -= part.length;
      rest = rest.subarray(part.length);
    }
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts, bytes);
  }

  return async function readMessage(maxBytes, maxFrames) {
    const frames: Buffer[] = [];
    for (let left = maxBytes; ; ) {
      const length = (await take(LENGTH_BYTES)).readUInt32LE();
      if (length === 0) return frames;
      left -= length;
      if (left < 0 || frames.length === maxFrames)
        throw new PipeOverrun(`A message may have ${maxBytes} bytes in ${maxFrames} frames`);
      frames.push(await take(length));
    }
  };
}

async function nextPiece(pieces: AsyncIterator<Buffer, undefined>): Promise<Buffer> {
  const { value } = await pieces.next();
  if (value === undefined) throw new PipeEnded('The pipe ended');
  return value;
}

function lengthOf(frame: Uint8Array): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(frame.length);
  return length;
}

/** Resolves once the pipe took the bytes, so that the sender never runs ahead of the receiver. */
function write(pipe: Writable, bytes: Uint8Array): Promise<void> {
  return new Promise((written, failed) => pipe.write(bytes, (error) => (error ? failed(error) : written())));
}
