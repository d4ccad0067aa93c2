import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { KEY } from '../support/generative.ts';
import { type AnswerBody, ask, upload } from '../support/library.ts';
import { scrape } from '../support/page.ts';
import { type Provider, type ProviderCall, type ProviderReply, startProvider } from '../support/provider.ts';
import { runToExit } from '../support/run-to-exit.ts';
import { type Service, startService } from '../support/service.ts';

/** Words that mean the same: each line is one dimension of the vectors. */
const CONCEPTS = [
  'car automobile vehicle motorcar',
  'doctor physician medic surgeon',
  'purchase buy acquire procure',
  'begin start commence launch',
  'child kid infant toddler',
  'house home dwelling residence',
  'job employment occupation career',
  'money cash funds currency',
  'angry furious irate enraged',
  'food meal nourishment dish',
  'river stream brook creek',
  'forest woods woodland jungle',
  'teacher instructor tutor educator',
  'ship vessel boat barge',
  'illness disease sickness ailment',
  'picture painting portrait canvas',
].map((line) => line.split(' '));

/** One document a concept, each in one word of it only; the other words of the sentence are in all of them. */
const DOCUMENTS = CONCEPTS.map(
  ([word], at) => `The report of section ${at} is about the ${word}. It was kept in the archive.`,
);
/** The same concept in another word, between words that every document has. */
const QUESTIONS = CONCEPTS.map(([, , , other]) => `Which section of the report in the archive treats the ${other}?`);

/** Deterministic: a concept's share of a text, and a little of everything, as real models have it. */
function vectorOf(text: string, dimensions = CONCEPTS.length): number[] {
  const words = text.toLowerCase().split(/\W+/);
  const vector = CONCEPTS.map((concept) => 0.1 + words.filter((word) => concept.includes(word)).length);
  return Array.from({ length: dimensions }, (_, at) => vector[at] ?? 0.05);
}

const embeds = ({ body }: ProviderCall, dimensions?: number) => ({
  vectors: (body.input ?? []).map((text) => vectorOf(text, dimensions)),
  usage: { prompt_tokens: 11, total_tokens: 11 },
});
const withModel = (provider: Provider, name = 'nomic') => ({
  EMBEDDING_MODEL: `compatible:${name}`,
  EMBEDDING_BASE_URL: provider.url,
});
const uploadAll = async (service: Service) => {
  for (const [at, text] of DOCUMENTS.entries()) await upload(service, `${at}.txt`, text);
};
const firstOf = ({ citations, closest = [] }: AnswerBody) => [...citations, ...closest][0]?.filename;
const rightFirst = async (service: Service, path = 'query') => {
  let right = 0;
  for (const [at, question] of QUESTIONS.entries())
    if (firstOf(await ask(service, question, {}, path)) === `${at}.txt`) right++;
  return right / QUESTIONS.length;
};
const embeddingModels = async (service: Service) => {
  const { documents } = (await (await fetch(`${service.url}/api/v1/documents?limit=200`)).json()) as {
    documents: { embedding_model: string | null }[];
  };
  return [...new Set(documents.map(({ embedding_model }) => embedding_model))];
};

describe('hybrid retrieval', () => {
  it('beats words alone on questions put in other words, on both routes, and answers them', async () => {
    await using provider = await startProvider((call) => embeds(call));
    await using hybrid = await startService(withModel(provider));
    await using lexical = await startService();
    await Promise.all([uploadAll(hybrid), uploadAll(lexical)]);

    const [byWords, byBoth, enhanced] = [
      await rightFirst(lexical),
      await rightFirst(hybrid),
      await rightFirst(hybrid, 'query/enhanced'),
    ];

    expect(byWords).to.be.below(0.3);
    expect([byBoth, enhanced]).to.deep.equal([1, 1]);
    const { answered, answer, confidence } = await ask(hybrid, QUESTIONS[0] ?? '', {}, 'query/enhanced');
    expect(answer).to.contain('The report of section 0 is about the car.').and.contain('[1]');
    expect(answered).to.equal(true);
    expect(confidence?.level).to.equal('medium');
  });

  it('embeds chunks in batches at ingestion and each question once, metered as embedding', async () => {
    await using provider = await startProvider((call) => embeds(call));
    await using service = await startService(withModel(provider));
    const long = Array.from({ length: 1500 }, (_, at) => `Sentence number ${at} tells of a vehicle in the woods.`).join(
      ' ',
    );

    const id = await upload(service, 'long.txt', long);
    const batches = provider.calls.map(({ body }) => body.input?.length ?? 0);
    const { usage } = await ask(service, 'Which automobile is in the jungle?');

    const document = (await (await fetch(`${service.url}/api/v1/documents/${id}`)).json()) as Record<string, unknown>;
    expect(document).to.include({ embedding_model: 'compatible:nomic', status: 'completed', progress: 100 });
    expect(batches.reduce((sum, size) => sum + size, 0)).to.equal(document.chunk_count);
    expect(batches.length).to.be.greaterThan(1);
    expect(Math.max(...batches)).to.be.at.most(64);
    expect(provider.calls).to.have.length(batches.length + 1);
    expect(usage).to.deep.include({ input_tokens: 11, output_tokens: 0, source: 'provider' });
    const page = await scrape(service.url);
    const labels = { model: 'compatible:nomic', operation: 'embedding' };
    expect(page.sum('llm_tokens_total', labels)).to.equal(11 * provider.calls.length);
    expect(page.sum('llm_requests_total', { ...labels, status: 'success' })).to.equal(provider.calls.length);
  });

  it('tries a batch again, and shows how far it has come', async () => {
    const seen: unknown[] = [];
    await using provider = await startProvider((call) => {
      seen.push(call);
      return seen.length === 1 ? { status: 503, headers: { 'retry-after': '0' } } : { ...embeds(call), delayMs: 150 };
    });
    await using service = await startService(withModel(provider));
    const form = new FormData();
    const long = Array.from({ length: 3000 }, (_, at) => `Sentence number ${at} tells of a vehicle.`).join(' ');
    form.append('file', new Blob([long]), 'long.txt');

    const { document_id } = (await (
      await fetch(`${service.url}/api/v1/documents/upload`, { method: 'POST', body: form })
    ).json()) as { document_id: string };
    const states = new Set<string>();
    await eventually(
      async () => {
        const url = `${service.url}/api/v1/documents/${document_id}`;
        const { status, progress } = (await (await fetch(url)).json()) as { status: string; progress: number };
        states.add(`${status} ${progress}`);
        return status;
      },
      (status) => status === 'completed',
    );

    expect([...states].filter((state) => state.startsWith('embedding')).length).to.be.greaterThan(1);
  });

  it('goes on with words alone where the model fails in any way', async () => {
    let reply: ProviderReply = {};
    await using provider = await startProvider(() => reply);
    await using service = await startService(withModel(provider));
    const failures: ProviderReply[] = [
      { status: 503, headers: { 'retry-after': '0' } },
      { status: 401 },
      { body: 'not JSON: sk-provider-secret' },
      { vectors: [[1, 2], [1]] },
      { vectors: [] },
      { vectors: [[0, 0]] },
    ];

    for (const [at, failure] of failures.entries()) {
      reply = failure;
      await upload(service, `${at}.txt`, `The war of number ${at} began in 175${at}.`);
      const body = await ask(service, `When did the war of number ${at} begin?`);
      expect(body).to.include({ answered: true, degraded: null });
    }

    expect(await embeddingModels(service)).to.deep.equal([null]);
    expect(service.lines.join('\n')).not.to.contain('sk-provider-secret');
  });

  it('goes on with words alone, in the time that is left, where the model hangs', async () => {
    await using provider = await startProvider((call) => ({
      ...embeds(call),
      delayMs: call.body.input?.[0]?.endsWith('?') ? 3000 : 0,
    }));
    await using service = await startService({ ...withModel(provider), LLM_TIMEOUT_MS: '1000' });
    await upload(service, 'war.txt', 'The war of number 4 began in 1754.');

    expect(await ask(service, 'When did the war of number 4 begin?')).to.include({ answered: true, degraded: null });
  });

  it('says that documents are still being processed, where that is all there is', async () => {
    await using provider = await startProvider(() => ({ after: { pieces: 0, stop: 'hang' } }));
    await using service = await startService(withModel(provider));
    const form = new FormData();
    form.append('file', new Blob(['The war began in 1754.']), 'war.txt');
    await fetch(`${service.url}/api/v1/documents/upload`, { method: 'POST', body: form });
    await eventually(
      () => provider.calls.length,
      (calls) => calls > 0,
    );

    const body = await ask(service, '?');

    expect(body).to.deep.include({ answered: false, refusal_reason: 'documents_still_processing', closest: [] });
  });

  it('calls nothing where no embedding model is configured', async () => {
    await using provider = await startProvider((call) => (call.operation === 'embedding' ? {} : { text: 'So [1].' }));
    const env = { LLM_MODEL: 'openai:gpt-4o-mini', OPENAI_API_KEY: KEY, OPENAI_BASE_URL: provider.url };
    await using service = await startService(env);

    await upload(service, 'war.txt', 'The French and Indian War began in 1754.');
    await ask(service, 'When did the war begin?');

    expect(provider.calls.map(({ operation }) => operation)).to.deep.equal(['completion']);
    expect(await embeddingModels(service)).to.deep.equal([null]);
  });
});

describe('a change of the embedding model', () => {
  let first: Provider;
  let old: Service;
  before(async () => {
    first = await startProvider((call) => embeds(call));
    old = await startService(withModel(first, 'old'));
    await uploadAll(old);
    await old.stop();
  });
  after(async () => {
    await old[Symbol.asyncDispose]();
    await first[Symbol.asyncDispose]();
  });

  it('stops the start where the provider refuses the model, and says which variable to mend', async () => {
    await using refusing = await startProvider(() => ({ status: 404 }));

    const { code, stderr } = await runToExit({ ...withModel(refusing, 'unknown'), DATA_DIR: old.dataDir });

    expect(code).to.equal(1);
    expect(stderr)
      .to.match(/^EMBEDDING_MODEL cannot be used/m)
      .and.not.contain('sk-provider-secret');
  });

  it('starts without one, and finds by words alone', async () => {
    await using after = await startService({}, { dataDir: old.dataDir });

    expect(await ask(after, 'What is section 3 of the report about?')).to.include({ answered: true });
  });

  it('re-embeds every document, compares no vectors of two models meanwhile, and keeps answering', async () => {
    let away = true;
    await using second = await startProvider((call) => (away ? { status: 503 } : embeds(call, 24)));
    await using after = await startService(withModel(second, 'new'), { dataDir: old.dataDir });

    expect(await ask(after, 'What is section 3 of the report about?')).to.include({ answered: true });
    expect(await embeddingModels(after)).to.deep.equal(['compatible:old']);
    away = false;

    const models = await eventually(
      () => embeddingModels(after),
      (names) => names.length === 1 && names[0] === 'compatible:new',
    );
    expect(models).to.deep.equal(['compatible:new']);
    expect(await rightFirst(after)).to.equal(1);
  });
});
