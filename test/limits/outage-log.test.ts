import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import { startLimiter } from '../../src/compose/limiter.ts';
import { createOutageLog } from '../../src/limits/outage-log.ts';
import { silentInstruments } from '../../src/telemetry/instruments.ts';

function setUp(reasonsMax?: number) {
  const lines: string[] = [];
  const log = {
    warn: ({ reason }: { reason: string }, what: string) => void lines.push(`${what.split(':')[0]}: ${reason}`),
    info: (what: string) => void lines.push(what.split(':')[0] as string),
  };
  return { lines, outage: createOutageLog(log as never, reasonsMax) };
}

describe('the log of an outage', () => {
  it('tells each reason once, by the first word that Redis said, and begins anew once Redis is back', () => {
    const { lines, outage } = setUp();
    const lost = new Error('Redis is not connected', {
      cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
    });
    for (const cause of [lost, lost, new Error('NOAUTH HELLO must be called with …'), lost, 'odd']) outage.away(cause);
    outage.back();
    outage.away(new TypeError('of ours'));

    expect(lines).to.deep.equal([
      'redis is away: ECONNREFUSED',
      'redis is still away: NOAUTH',
      'redis is still away: unknown',
      'redis is back',
      'redis is away: TypeError',
    ]);
  });

  it('names what lies at the bottom of a failure, never an error of no kind above it', () => {
    const { lines, outage } = setUp();
    const refused = Object.assign(new Error('x'), { code: 'ECONNRESET' });
    const socket = new TypeError('fetch failed', { cause: new Error('y', { cause: refused }) });

    outage.away(new Error('Redis is not connected', { cause: socket }));
    outage.away(new Error('Redis is not connected', { cause: new RangeError('z', { cause: new Error('bare') }) }));

    expect(lines).to.deep.equal(['redis is away: ECONNRESET', 'redis is still away: RangeError']);
  });

  it('says that a connection is still being made to a server that is silent from the start', async () => {
    const sockets = new Set<Socket>();
    await using silent = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const told: string[] = [];
    const tell = ({ reason }: { reason?: string }) => void (reason && told.push(reason));

    const started = await startLimiter({
      redisUrls: [`redis://127.0.0.1:${port}`],
      timeoutMs: 50,
      reachMs: 0,
      maxKeys: 10,
      instruments: silentInstruments,
      log: { info: () => {}, warn: tell } as never,
    });
    await started.close();
    for (const socket of sockets) socket.destroy();

    expect(told[0]).to.equal('ConnectingError');
  });

  it('tells so many reasons and no more', () => {
    const { lines, outage } = setUp(2);
    for (const word of ['READONLY', 'OOM', 'LOADING']) outage.away(new Error(`${word} said so`));

    expect(lines).to.deep.equal(['redis is away: READONLY', 'redis is still away: OOM']);
  });
});
