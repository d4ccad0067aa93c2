import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export type Relay = AsyncDisposable & {
  url: string /** Answers so instead of passing on. */;
  refuseWith(status: number | null): void;
};

/** Passes every POST on to all of `targets`, byte for byte, and answers what the first one does; 503 where it is away. */
export async function startRelay(...targets: readonly string[]): Promise<Relay> {
  let refusal: number | null = null;
  const server = createServer(async (req, res) => {
    const body = await buffer(req);
    if (refusal !== null) return void res.writeHead(refusal).end();
    const answers = await Promise.all(targets.map((target) => pass(`${target}${req.url}`, req.headers, body)));
    res.writeHead(answers[0]?.status ?? 503, answers[0]?.headers).end(answers[0]?.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refuseWith(status) {
      refusal = status;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function pass(url: string, headers: IncomingHttpHeaders, body: Buffer) {
  const kept = Object.entries(headers).filter(([name]) => /^content-(type|encoding)$/.test(name)) as [string, string][];
  try {
    const answer = await fetch(url, { method: 'POST', headers: kept, body: new Uint8Array(body) });
    const type = answer.headers.get('content-type') ?? 'text/plain';
    return { status: answer.status, headers: { 'Content-Type': type }, body: Buffer.from(await answer.arrayBuffer()) };
  } catch {
    return undefined;
  }
}
