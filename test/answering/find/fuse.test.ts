import { expect } from 'chai';
import { fuse } from '../../../src/answering/find/fuse.ts';
import { createHybrid } from '../../../src/answering/find/hybrid.ts';
import type { RankedPassage } from '../../../src/answering/rank/rank.ts';

const passage = (documentId: string, relevance: number, similarity?: number): RankedPassage => ({
  documentId,
  source: 'text',
  filename: documentId,
  position: 0,
  start: 0,
  end: 1,
  page: null,
  text: 'x',
  score: 0,
  relevance,
  ...(similarity !== undefined && { similarity }),
});
const ids = (passages: readonly RankedPassage[]) => passages.map(({ documentId }) => documentId).join('');

describe('fusion', () => {
  it('leaves one ranking as it is', () => {
    expect(ids(fuse([[passage('b', 0.1), passage('a', 0.9), passage('c', 0.5)]]))).to.equal('bac');
  });

  it('puts first what stands high in all rankings, and of equals the more relevant', () => {
    const [one, other] = [
      [passage('a', 0.2), passage('b', 0.3), passage('c', 0.1)],
      [passage('d', 0.9), passage('b', 0.3), passage('e', 0.8)],
    ];

    expect(ids(fuse([one, other]))).to.equal('bdaec');
  });

  it('keeps all that any ranking knows of a passage, and the best relevance', () => {
    const [fused] = fuse([[passage('a', 0.2)], [passage('a', 0.7, 0.7)]]);

    expect(fused).to.include({ relevance: 0.7, similarity: 0.7 });
  });
});

describe('hybrid retrieval of plain values', () => {
  const scope = { signal: new AbortController().signal, endsAt: 0, payer: 'user:a', onUsage() {} };
  const request = { owner: 'public', query: 'q', documentIds: null, maxResults: 2 } as const;
  const retrieve = (
    lexical: RankedPassage[],
    cosines: Record<string, number>,
    { background = 0, evidence = 0, maxResults = 2 } = {},
  ) =>
    createHybrid({
      refusalThreshold: 1,
      byWords: async () => ({
        question: { text: 'q', terms: [], pairs: [] } as never,
        passages: lexical,
        evidence,
        corpus: { chunks: 3, averageTerms: 1, documentFrequency: [], completedDocuments: 3, pendingDocuments: 0 },
      }),
      embedQuery: async () => ({ model: 'm', values: Float32Array.of(1) }),
      store: {
        similar: async () => ({
          background,
          passages: Object.entries(cosines).map(([id, cosine]) => ({ ...passage(id, 0), cosine })),
        }),
      },
    })({ ...request, maxResults }, scope);

  it('prefers what stands out by its meaning to what shares a stray word and is hardly similar', async () => {
    const { passages } = await retrieve([passage('stray', 0.2)], { right: 0.9, stray: 0.3, other: 0.2 });

    expect(ids(passages)).to.equal('rightstray');
    expect(passages[0]).to.include({ similarity: 0.9 });
  });

  it('measures similarity from what unrelated texts have', async () => {
    const { passages } = await retrieve([], { near: 0.9, far: 0.81 }, { background: 0.8 });

    expect(ids(passages)).to.equal('near');
    expect(passages[0]?.similarity).to.be.closeTo(0.5, 1e-9);
  });

  it('finds nothing similar where nothing stands out', async () => {
    expect((await retrieve([], { a: 0.7, b: 0.7 }, { background: 0.7 })).passages).to.deep.equal([]);
  });

  it('leaves first what the words are sure of, and lets meaning decide between what they hold alike', async () => {
    const sure = await retrieve([passage('sure', 0.95), passage('b', 0.2)], { alike: 0.9, b: 0.8 }, { evidence: 2 });
    const alike = await retrieve([passage('a', 0.6), passage('b', 0.58)], { b: 0.9, a: 0.5 }, { evidence: 2 });

    expect(ids(sure.passages)[0]).to.equal('s');
    expect(ids(alike.passages)).to.equal('ba');
  });

  it('shows what only meaning finds, and the same evidence, however few passages are asked for', async () => {
    for (const maxResults of [1, 3, 20]) {
      const words = Array.from({ length: 20 }, (_, at) => passage(`w${at}`, 0.3));
      const { passages, evidence } = await retrieve(words, { right: 0.6 }, { evidence: 0.4, maxResults });

      expect(passages[0]?.documentId).to.equal('right');
      expect(evidence).to.equal(0.4);
    }
  });
});
