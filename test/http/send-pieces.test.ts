import { connect } from 'node:net';
import { expect } from 'chai';
import { sendPieces } from '../../src/http/wire/send-pieces.ts';
import { eventually } from '../support/eventually.ts';
import { serving } from '../support/serving.ts';

const PIECE_BYTES = 64 * 1024;
const NEVER_STALLED = { stalledMs: 60_000, everyMs: 1000 };

/** Pieces made one at a time when they are asked for, each of a letter of its own, in a buffer of its own. */
function madeOnDemand(count: number) {
  const made: Uint8Array[] = [];
  let isOver = false;
  async function* pieces() {
    try {
      for (let n = 0; n < count; n++) {
        const piece = new Uint8Array(PIECE_BYTES).fill(97 + (n % 26));
        made.push(piece);
        yield piece;
      }
    } finally {
      isOver = true;
    }
  }
  return { pieces, heldBytes: () => made.reduce((sum, { length }) => sum + length, 0), made, isOver: () => isOver };
}

const servingPieces = (pieces: () => AsyncIterable<Uint8Array>) =>
  serving((ctx) => {
    ctx.status = 200;
    return sendPieces(ctx, pieces());
  }, NEVER_STALLED);

describe('a body sent in pieces', () => {
  it('arrives byte for byte, and gives back the memory of each piece', async () => {
    const sent = madeOnDemand(100);
    await using server = await servingPieces(sent.pieces);

    const body = Buffer.from(await (await fetch(server.url)).arrayBuffer());

    expect(body.length).to.equal(100 * PIECE_BYTES);
    for (let n = 0; n < 100; n++)
      expect(body.subarray(n * PIECE_BYTES, (n + 1) * PIECE_BYTES).every((byte) => byte === 97 + (n % 26))).to.equal(
        true,
      );
    expect([sent.heldBytes(), sent.isOver()]).to.deep.equal([0, true]);
  });

  it('holds one piece for a client that reads nothing, and lets go when it leaves', async () => {
    const sent = madeOnDemand(10_000);
    await using server = await servingPieces(sent.pieces);
    const client = connect(server.port, '127.0.0.1').on('error', () => {});
    client.pause().write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');

    let before = -1;
    const made = await eventually(
      async () => {
        const rested = sent.made.length === before && before > 0;
        before = sent.made.length;
        await new Promise((looked) => setTimeout(looked, 100));
        return rested;
      },
      (rested) => rested,
    ).then(() => sent.made.length);

    expect(made).to.be.below(10_000); // the system took as much as it keeps for a connection
    expect(sent.heldBytes()).to.equal(PIECE_BYTES);
    client.destroy();
    await eventually(sent.isOver, (over) => over);
  });

  it('leaves pieces alone that share their memory', async () => {
    const whole = new Uint8Array(4 * PIECE_BYTES).fill(120);
    await using server = await servingPieces(async function* () {
      for (let at = 0; at < whole.length; at += PIECE_BYTES) yield whole.subarray(at, at + PIECE_BYTES);
    });

    const body = await (await fetch(server.url)).text();

    expect([body === 'x'.repeat(whole.length), whole.length]).to.deep.equal([true, 4 * PIECE_BYTES]);
  });

  it('leaves the answer to others when there is no first piece', async () => {
    // biome-ignore lint/correctness/useYield: it fails before
    await using server = await servingPieces(async function* () {
      throw Object.assign(new Error('gone'), { status: 404, expose: true });
    });

    const response = await fetch(server.url);

    expect([response.status, await response.text()]).to.deep.equal([404, 'gone']);
  });
});
