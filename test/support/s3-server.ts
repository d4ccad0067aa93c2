import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { S3Options } from '../../src/documents/s3/s3-objects.ts';
import { answers } from './answers.ts';
import { freePort } from './free-ports.ts';

const BUCKET = 'docent-test';
const region = 'us-east-1';
/** s3rver knows these alone. */
export const S3_CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** Path of versitygw, which then stands in for s3rver: another server, which checks signatures and digests. */
const VERSITYGW = process.env.TEST_S3_VERSITYGW;

export type S3Server = AsyncDisposable & {
  /** What an adapter is made with, for keys below `prefix`. */
  options(prefix: string): S3Options;
  /** What a service needs to keep originals below `prefix`. */
  env(prefix: string): Record<string, string>;
  /** The keys below `prefix`, without it. */
  keys(prefix: string): Promise<string[]>;
  signal(name: NodeJS.Signals): void;
  stop(): Promise<void>;
  /** Starts it again on the same port and data. */
  start(): Promise<void>;
};

/** A real S3 server on a free port, in a folder of its own that goes when it is disposed of. */
export async function startS3Server(): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'docent-s3-'));
  await mkdir(join(folder, 'data', BUCKET), { recursive: true });
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials: S3_CREDENTIALS });
  const list = (prefix: string) => client.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }));
  let server: ChildProcess;

  const s3: S3Server = {
    options: (prefix) => ({ bucket: BUCKET, prefix: `${prefix}/`, endpoint, region, credentials: S3_CREDENTIALS }),
    env: (prefix) => ({
      BLOB_URL: `s3://${BUCKET}/${prefix}?endpoint=${encodeURIComponent(endpoint)}`,
      AWS_ACCESS_KEY_ID: S3_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: S3_CREDENTIALS.secretAccessKey,
    }),
    async keys(prefix) {
      const { Contents = [] } = await list(`${prefix}/`);
      return Contents.map(({ Key = '' }) => Key.slice(prefix.length + 1)).sort();
    },
    signal: (name) => void server.kill(name),
    async stop() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const exited = once(server, 'exit');
      server.kill('SIGKILL');
      await exited;
    },
    async start() {
      const [command, ...words] = commandOf(join(folder, 'data'), port);
      server = spawn(command as string, words, { stdio: 'ignore' });
      await answers(() => list('none/'));
    },
    async [Symbol.asyncDispose]() {
      client.destroy();
      await s3.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await s3.start().catch(async (error) => {
    await s3[Symbol.asyncDispose]();
    throw error;
  });
  return s3;
}

function commandOf(data: string, port: number): string[] {
  const { accessKeyId, secretAccessKey } = S3_CREDENTIALS;
  if (VERSITYGW)
    return [
      VERSITYGW,
      '--access',
      accessKeyId,
      '--secret',
      secretAccessKey,
      '--port',
      `127.0.0.1:${port}`,
      'posix',
      data,
    ];
  const s3rver = ['node_modules/s3rver/bin/s3rver.js', '-d', data, '-a', '127.0.0.1', '-p', String(port), '--silent'];
  return [process.execPath, '--no-deprecation', ...s3rver, '--configure-bucket', BUCKET];
}
