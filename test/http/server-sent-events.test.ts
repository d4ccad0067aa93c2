import { connect } from 'node:net';
import { expect } from 'chai';
import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { type ServerSentEvent, sendEvents } from '../../src/http/wire/server-sent-events.ts';
import { serving } from '../support/serving.ts';

/** A server whose every answer is this stream. */
const servingEvents = (events: () => AsyncGenerator<ServerSentEvent>) =>
  serving((ctx) => sendEvents(ctx, events(), { commentEveryMs: 10 }), { stalledMs: 200, everyMs: 50 });

describe('server-sent events', () => {
  it('frame any text so that a client reads exactly that', async () => {
    const anything = fc.array(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\r\n', '\n\ndata: x', '\r', '\u2028', '🙂')),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (pieces) => {
        const sent = pieces.map((text) => ({ event: 'delta', data: { text: text.toWellFormed() } }));
        await using server = await servingEvents(async function* () {
          yield* sent;
        });

        const text = await (await fetch(server.url)).text();

        const read: unknown[] = [];
        const parser = createParser({
          onEvent: ({ event, data }) => void read.push({ event, data: JSON.parse(data) }),
        });
        parser.feed(text);
        expect(read).to.deep.equal(sent);
      }),
      { numRuns: 25 },
    );
  });

  it('keep a quiet stream alive with comments, which no client takes for an event', async () => {
    const quietEnough = Promise.withResolvers<void>();
    await using server = await servingEvents(async function* () {
      yield { event: 'meta', data: 1 };
      await quietEnough.promise;
      yield { event: 'done', data: 2 };
    });
    const { body } = await fetch(server.url);

    let text = '';
    for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += piece;
      if (/(: \n\n){2}$/.test(text)) quietEnough.resolve();
    }

    expect(text).to.match(/^event: meta\ndata: 1\n\n(: \n\n){2,}event: done\ndata: 2\n\n(: \n\n)*$/);
  });

  it('are made no faster than the client takes them, and end for one that takes nothing', async () => {
    let made = 0;
    const ended = Promise.withResolvers<void>();
    await using server = await servingEvents(async function* () {
      try {
        for (;;) yield { event: 'delta', data: `${++made} ${'x'.repeat(100_000)}` };
      } finally {
        ended.resolve();
      }
    });
    const socket = connect(server.port, '127.0.0.1').on('error', () => {});
    socket.pause().write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');

    await ended.promise;

    socket.destroy();
    expect(made).to.be.below(500); // what the kernel buffers, not what could have been made
  });
});
