import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { EMBEDDING_MODEL, startBudgeted } from '../support/budgeted.ts';
import { type DocumentBody, uploadBytes } from '../support/documents.ts';
import { eventually } from '../support/eventually.ts';
import { heldInRedis } from '../support/held-in-redis.ts';

const PASSAGES = 150;
/** Paragraphs that are a chunk each. */
const TEXT = Array.from(
  { length: PASSAGES },
  (_, n) => `Passage ${n} tells of it. ${'It is as long as it is. '.repeat(30)}`,
).join('\n\n');

describe('a service that is killed while it embeds a document', () => {
  let dataDir: string;
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'docent-test-'));
  });
  after(() => rm(dataDir, { recursive: true, force: true }));

  it('pays for no vector again that had come, and has charged what the provider bills', async () => {
    await using docent = await startBudgeted({ EMBEDDING_MODEL, LLM_TOKEN_LIMIT: '10000000/day' }, 0);
    const answered: string[] = [];
    let hangs = true;
    docent.does(({ body }) => {
      const texts = [body.input ?? []].flat();
      if (hangs && answered.length > 0) return { until: new Promise(() => {}), usage: null };
      answered.push(...texts);
      return { vectors: texts.map((_, n) => [1, n]) };
    });
    const killed = await docent.start({ dataDir });
    docent.services.push(killed);
    const headers = await docent.as('a');
    const { body } = await uploadBytes(killed, 'long.txt', Buffer.from(TEXT), { headers });
    await eventually(
      () => docent.provider.calls.length,
      (calls) => calls > 1,
    );
    const paidChunks = answered.length;
    await killed.stop('SIGKILL');
    hangs = false;

    const next = await docent.start({ dataDir });
    docent.services.push(next);
    const read = async () => {
      const response = await fetch(`${next.url}/api/v1/documents/${body.document_id}`, { headers });
      return (await response.json()) as DocumentBody & { embedding: string };
    };
    await eventually(read, ({ embedding }) => embedding === 'completed');

    expect(paidChunks).to.be.within(1, PASSAGES - 1);
    expect(new Set(answered).size, 'no text twice').to.equal(answered.length);
    const held = () => heldInRedis(docent.redis, 'user:a', '10000000/86400');
    const { units } = await eventually(held, ({ units }) => units >= docent.billed.tokens);
    expect(units - docent.billed.tokens, 'the call that was killed stays reserved').to.be.within(1, 40_000);
  });
});
