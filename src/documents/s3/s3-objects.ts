import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { deadline, within } from '../../within.ts';
import { MissingObjectError, type ObjectFile, type ObjectStore, ObjectsAwayError } from '../object-store.ts';

export type S3Options = {
  bucket: string;
  /** Before every key: empty, or ending in a slash. */
  prefix: string;
  /** Of a server that is not Amazon's, addressed by path. */
  endpoint?: string | undefined;
  region?: string | undefined;
  /** Absent: as the SDK finds them in the environment, in its files, or by the role of the machine. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
};

const CONNECT_MS = 2000;
/** Longest wait for an answer, and for the next bytes of one. */
const ANSWER_MS = 10_000;
const PIECE_BYTES = 64 * 1024;
/** An upload has this long, and so much more as it takes at a quarter of a MiB a second; never as long as it stays announced. */
const PUT_MS = 15_000;
const PUT_BYTES_PER_MS = 262;
const PUT_MAX_MS = 30 * 60_000;
const TRIES = 2;
/** Else it writes warnings to the console. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
/** What another try does not mend. */
const REFUSED = new Set([400, 401, 403, 404, 405]);

/** An S3 bucket, or that of any server that speaks the same. */
export function createS3Objects({ bucket: Bucket, prefix, endpoint, region, credentials }: S3Options): ObjectStore {
  const client = new S3Client({
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...(region !== undefined && { region }),
    ...(credentials && { credentials }),
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      httpAgent: { maxSockets: Infinity },
      httpsAgent: { maxSockets: Infinity },
    },
    requestChecksumCalculation: 'WHEN_REQUIRED', // sent as trailers, which other servers may not know; the digest is signed instead
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 1, // a stream is sent again by us
    logger: SILENT,
  });
  const at = (key: string) => ({ Bucket, Key: prefix + key });

  /** Tries again what may pass, within the deadline of all tries. */
  async function ask<T>(withinMs: number, send: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
    using late = deadline(withinMs);
    for (let left = TRIES - 1; ; left--)
      try {
        return await within(withinMs, send(late.signal));
      } catch (error) {
        const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
        if (status === 404 && !(error as Error).name.includes('Bucket'))
          throw new MissingObjectError('no such object', { cause: error });
        if (left === 0 || late.signal.aborted || REFUSED.has(status ?? 0)) throw new ObjectsAwayError(error);
      }
  }

  async function putOnce(key: string, { path, bytes, sha256 }: ObjectFile, abortSignal: AbortSignal): Promise<void> {
    const Body = createReadStream(path, { highWaterMark: PIECE_BYTES });
    Body.on('error', () => {}); // whoever reads is told
    const command = new PutObjectCommand({ ...at(key), Body, ContentLength: bytes });
    command.middlewareStack.add(signedDigest(sha256), { step: 'build', name: 'signedDigest' });
    try {
      await client.send(command, { abortSignal });
    } finally {
      Body.destroy();
    }
  }

  return {
    put(key, file) {
      const withinMs = Math.min(PUT_MAX_MS, PUT_MS + file.bytes / PUT_BYTES_PER_MS);
      return ask(withinMs, (signal) => putOnce(key, file, signal));
    },
    async *read(key) {
      const { Body } = await ask(ANSWER_MS, (abortSignal) =>
        client.send(new GetObjectCommand(at(key)), { abortSignal }),
      );
      yield* piecesOf(Body as Readable);
    },
    async remove(key) {
      await ask(ANSWER_MS, (abortSignal) => client.send(new DeleteObjectCommand(at(key)), { abortSignal })).catch(
        (error) => {
          if (!(error instanceof MissingObjectError)) throw error;
        },
      );
    },
    async ping() {
      await ask(ANSWER_MS / 2, (abortSignal) => client.send(new HeadBucketCommand({ Bucket }), { abortSignal })).catch(
        (error) => {
          throw error instanceof ObjectsAwayError ? error : new ObjectsAwayError(error);
        },
      );
    },
    close: () => client.destroy(),
  };
}

/** Signs the digest of the file, which the server compares with the bytes that came; without it a stream is unsigned. */
function signedDigest(sha256: string) {
  return <O>(next: (args: never) => Promise<O>) =>
    (args: { request: unknown }): Promise<O> => {
      (args.request as { headers: Record<string, string> }).headers['x-amz-content-sha256'] = sha256;
      return next(args as never);
    };
}

async function* piecesOf(body: Readable): AsyncGenerator<Uint8Array> {
  const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  try {
    for (;;) {
      const { done, value } = await within(ANSWER_MS, pieces.next()).catch((error) => {
        throw new ObjectsAwayError(error);
      });
      if (done) return;
      for (let at = 0; at < value.length; at += PIECE_BYTES) yield value.subarray(at, at + PIECE_BYTES);
    }
  } finally {
    body.destroy();
  }
}
