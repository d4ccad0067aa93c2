/**
 * Downloads that nobody reads: resident memory of the service while they stand, and how long each is kept.
 * `node --import ./src/process/node-version.js bench/unread-downloads.ts [CALLERS] [DOWNLOADS OF EACH]`, such as `1 300` or `75 4`
 */
import { connect, type Socket } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { uploadBytes } from '../test/support/documents.ts';
import { scrape } from '../test/support/page.ts';
import { residentBytesOf } from '../test/support/processes.ts';
import { startService } from '../test/support/service.ts';
import { token } from '../test/support/token.ts';

const SECRET = 'the secret of this benchmark, 32 bytes and more';
const MIB = 1024 * 1024;
/** More than the kernel takes off our hands, and soon found to hold no text. */
const FILE = Buffer.alloc(4 * MIB, ' ');
const WATCHED_MS = 75_000;

const [callers = 75, each = 4] = process.argv.slice(2).map(Number);
await using service = await startService({ JWT_SECRET: SECRET, LOG_LEVEL: 'info' });
const requests: string[] = [];
for (let n = 0; n < callers; n++) requests.push(await requestOf(`caller-${n}`));
await after(3000);
const before = residentBytesOf(service.pid);
const startedAt = performance.now();
const sockets = requests.flatMap((request) => Array.from({ length: each }, () => opened(request)));
let most = before;
let ended = 0;
for (let left = sockets.length; performance.now() - startedAt < WATCHED_MS && left > 0; await after(1000)) {
  most = Math.max(most, residentBytesOf(service.pid));
  const now = (await scrape(service.url)).value('http_requests_inprogress') ?? 0;
  if (now < left && now > 0) ended = performance.now() - startedAt;
  left = performance.now() - startedAt < 1000 ? left : now;
}
const seconds = (ms: number) => (ms / 1000).toFixed(1);
console.log(`${callers} callers with ${each} downloads each: +${((most - before) / MIB).toFixed(1)} MiB at most`);
console.log(
  `the last of them ended after ${seconds(performance.now() - startedAt)} s, some before ${seconds(ended)} s`,
);
for (const socket of sockets) socket.destroy();

/** Uploads a file of the caller's own, waits until nothing is done with it any more, and words its download. */
async function requestOf(sub: string): Promise<string> {
  const headers = { Authorization: `Bearer ${await token({ sub }, SECRET)}` };
  const { body } = await uploadBytes(service, 'a.txt', FILE, { headers, wait: 30 });
  return `GET ${body.status_url}/file HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${headers.Authorization}\r\n\r\n`;
}

function opened(request: string): Socket {
  const { hostname, port } = new URL(service.url);
  const socket = connect({ host: hostname, port: Number(port) }).on('error', () => {});
  socket.pause().write(request);
  return socket;
}
