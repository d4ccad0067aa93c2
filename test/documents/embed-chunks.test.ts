import { setTimeout as after } from 'node:timers/promises';
import { expect } from 'chai';
import type { Chunk } from '../../src/documents/document.ts';
import type { ChunkVectors, PaidBatch } from '../../src/documents/ingest-queue.ts';
import { createEmbedChunks } from '../../src/documents/ingestion/embed-chunks.ts';
import { createSteadyDimensions } from '../../src/documents/ingestion/steady-dimensions.ts';
import type { EmbedOutcome } from '../../src/llm/metered-embed.ts';

const chunks: Chunk[] = Array.from({ length: 6 }, (_, position) => {
  return { position, start: 0, end: 1, page: null, text: `chunk ${position}` };
});
const vectors = (count: number, dimensions = 2): EmbedOutcome => {
  return { outcome: 'embedded', vectors: { dimensions, values: new Float32Array(count * dimensions).fill(1) } };
};
const failed = (isRejection: boolean): EmbedOutcome => {
  return { outcome: 'failed', type: 'other', retryAfterMs: undefined, isRetriable: false, isRejection };
};

/** Keeps vectors as the engines do, for as long as the test runs. */
function paidInMemory() {
  let rows: PaidBatch[] = [];
  return {
    load: async (model: string, texts: string): Promise<ChunkVectors | null> => {
      const mine = rows.filter((row) => row.texts === texts).sort((a, b) => a.start - b.start);
      const dimensions = mine[0]?.dimensions ?? 0;
      return mine[0]?.start === 0
        ? { model, dimensions, values: Float32Array.from(mine.flatMap(({ values }) => [...values])) }
        : null;
    },
    keep: async (batch: PaidBatch) => {
      rows = [...rows.filter(({ dimensions }) => dimensions === batch.dimensions), batch];
    },
  };
}

/** Embeds the chunks in batches of two by an embedder that does what `script` says. */
function embedBy(script: (texts: readonly string[]) => EmbedOutcome | Promise<EmbedOutcome>, more = {}, watch = {}) {
  const asked: string[][] = [];
  const embedder = {
    name: 'm',
    batchSize: async () => 2,
    mayAsk: () => true,
    isAway: () => false,
    ...watch,
    dimensions: () => null,
    embed: async (texts: readonly string[]) => {
      asked.push([...texts]);
      return script(texts);
    },
  };
  const embedChunks = createEmbedChunks({ embedder, timeoutMs: 1000, pauseMs: 1, ...more });
  const { signal } = new AbortController();
  const paid = paidInMemory();
  return {
    asked,
    run: (effort: 'briefly' | 'thoroughly' = 'briefly', texts = chunks) =>
      embedChunks(texts, { paid, signal, payer: 'user:a', effort }),
  };
}

describe('the chunks of a document', () => {
  it('get no vectors of two dimensions, and are embedded from the first one when they do', async () => {
    let changed = false;
    const { asked, run } = embedBy((texts) => vectors(texts.length, texts.includes('chunk 4') && !changed ? 3 : 2));

    expect(await run()).to.deep.equal({ outcome: 'unavailable' });
    changed = true;
    asked.length = 0;

    expect((await run()).outcome).to.equal('embedded');
    expect(asked.flat()).to.deep.equal(chunks.map(({ text }) => text));
  });

  it('that fail in the middle are gone on with, and begun anew where they are other texts', async () => {
    const others = chunks.map((each) => ({ ...each, text: `${each.text}, cut otherwise` }));
    for (const [texts, again] of [
      [chunks, 2],
      [others, 6],
    ] as const) {
      let away = true;
      const { asked, run } = embedBy((batch) =>
        away && batch.includes('chunk 4') ? failed(false) : vectors(batch.length),
      );
      expect(await run()).to.deep.equal({ outcome: 'unavailable' });
      away = false;
      asked.length = 0;

      expect((await run('briefly', texts)).outcome).to.equal('embedded');
      expect(asked.flat()).to.have.length(again);
    }
  });

  it('are refused after exactly three rejections of one of them, by a server that embeds others', async () => {
    const { asked, run } = embedBy((texts) => (texts.includes('chunk 3') ? failed(true) : vectors(texts.length)));

    expect((await run()).outcome).to.equal('refused');

    expect(asked.filter((texts) => texts.join() === 'chunk 3')).to.have.length(3);
    expect(asked.at(-1)).to.deep.equal(['probe']);
  });

  it('hold nobody up behind a slow server: what it gives in a brief time is kept, and gone on with later', async () => {
    const slow = async (texts: readonly string[]) => {
      await after(20);
      return vectors(texts.length);
    };
    const { asked, run } = embedBy(slow, { brieflyMs: 10 });

    expect(await run('briefly')).to.deep.equal({ outcome: 'unavailable' });
    expect(asked).to.have.length(1);
    expect((await run('thoroughly')).outcome).to.equal('embedded');
    expect(asked.flat()).to.deep.equal(chunks.map(({ text }) => text));
  });

  it('are not tried again in a brief time that is over by then', async () => {
    const { asked, run } = embedBy(() => ({ ...failed(false), isRetriable: true }), { brieflyMs: 1000, pauseMs: 1000 });

    expect(await run('briefly')).to.deep.equal({ outcome: 'unavailable' });
    expect(asked).to.have.length(1);
  });

  it('are not brought to a server that is away, until somebody who can wait has had an answer', async () => {
    const away = { isAway: () => true };
    const { asked, run } = embedBy((texts) => vectors(texts.length), {}, away);

    expect(await run('briefly')).to.deep.equal({ outcome: 'unavailable' });
    expect(asked).to.deep.equal([]);
    expect((await run('thoroughly')).outcome).to.equal('embedded');
  });

  it('are refused too where a server breaks over one of them, once that is looked into', async () => {
    const { run } = embedBy((texts) => (texts.includes('chunk 3') ? failed(false) : vectors(texts.length)));

    expect((await run('briefly')).outcome).to.equal('unavailable');
    expect((await run('thoroughly')).outcome).to.equal('refused');
    expect((await embedBy(() => failed(false)).run('thoroughly')).outcome).to.equal('unavailable');
  });
});

describe('the dimensions of a model', () => {
  it('are taken over at once when they change, and a further change minutes later', () => {
    let [seen, nowMs] = [2, 0];
    const steady = createSteadyDimensions({ dimensions: () => seen, now: () => nowMs });
    const seenAfter = (dimensions: number, ms: number) => {
      seen = dimensions;
      nowMs += ms;
      return steady();
    };

    expect([seenAfter(2, 0), seenAfter(3, 1), seenAfter(2, 1), seenAfter(2, 600_000)]).to.deep.equal([2, 3, 3, 2]);
  });
});
