import { expect } from 'chai';
import { uploadBytes } from '../support/documents.ts';
import { eventually } from '../support/eventually.ts';
import { ask, upload } from '../support/library.ts';
import { type Provider, type ProviderCall, type ProviderReply, startProvider } from '../support/provider.ts';
import { type Service, startService } from '../support/service.ts';
import { told } from '../support/told.ts';

const withModel = ({ url }: Provider) => ({ EMBEDDING_MODEL: 'compatible:nomic', EMBEDDING_BASE_URL: url });
const inputs = ({ body }: ProviderCall) => body.input ?? [];
/** Two dimensions, and a third where `dimensions` says so: how much a text is about boats, and about anything else. */
const vectorOf = (text: string, dimensions = 2) => [/boat|ship/.test(text) ? 1 : 0.1, 0.5, 0.5].slice(0, dimensions);
const embeds = (call: ProviderCall, dimensions = 2): ProviderReply => ({
  vectors: inputs(call).map((text) => vectorOf(text, dimensions)),
});
const sentences = (word: string, count: number) =>
  Array.from({ length: count }, (_, at) => `Sentence number ${at} of this text tells of a ${word}.`).join(' ');

type State = { embedding: string | null; embedding_model: string | null; status: string; chunk_count: number };
const stateOf = async (service: Service, id: string) =>
  (await (await fetch(`${service.url}/api/v1/documents/${id}`)).json()) as State;
const becomes = (service: Service, id: string, embedding: string) =>
  eventually(
    () => stateOf(service, id),
    (state) => state.embedding === embedding,
    { withinMs: 30_000 },
  );

describe('an embedding server that refuses one document', () => {
  for (const status of [400, 413, 422])
    it(`(${status}) costs no other its vectors, and no text is paid for twice`, async () => {
      const accepted: string[] = [];
      await using provider = await startProvider((call) => {
        if (inputs(call).some((text) => text.includes('poison'))) return { status };
        accepted.push(...inputs(call).filter((text) => text !== 'probe'));
        return embeds(call);
      });
      await using service = await startService(withModel(provider));
      const text = `${sentences('boat', 200)} Here is the poison. ${sentences('boat', 200)}`;

      const refused = await upload(service, 'refused.txt', text);
      const good = await upload(service, 'good.txt', sentences('ship', 100));

      expect(await becomes(service, refused, 'failed')).to.include({ status: 'completed', embedding_model: null });
      expect(await becomes(service, good, 'completed')).to.include({ embedding_model: 'compatible:nomic' });
      expect(new Set(accepted).size).to.equal(accepted.length);
      const refusals = provider.calls.length;
      await upload(service, 'later.txt', sentences('ship', 3));
      expect(provider.calls.length - refusals).to.equal(1); // nobody asks again for the refused one
      expect(await ask(service, 'Which sentence tells of the poison?')).to.include({ answered: true });
    });
});

describe('an embedding server that takes few texts a batch', () => {
  it('is given fewer until it takes them, and as few from then on', async () => {
    await using provider = await startProvider((call) => (inputs(call).length > 10 ? { status: 422 } : embeds(call)));
    await using service = await startService(withModel(provider));

    const first = await upload(service, 'first.txt', sentences('boat', 1000));
    const callsOfFirst = provider.calls.splice(0);
    const second = await upload(service, 'second.txt', sentences('ship', 1000));

    for (const id of [first, second]) expect((await stateOf(service, id)).embedding).to.equal('completed');
    expect(callsOfFirst.filter((call) => inputs(call).length > 10)).to.have.length(3); // 64, 32, 16
    expect(Math.max(...provider.calls.map((call) => inputs(call).length))).to.equal(8);
  });
});

describe('an embedding server that refuses everything', () => {
  it('is taken for one that is away: every document gets its vectors once it is back', async () => {
    let away = true;
    await using provider = await startProvider((call) => (away ? { status: 400 } : embeds(call)));
    await using service = await startService(withModel(provider));

    const ids = [await upload(service, '1.txt', 'Of a boat.'), await upload(service, '2.txt', 'Of a ship.')];
    for (const id of ids) expect((await stateOf(service, id)).embedding).to.equal('pending');
    away = false;

    for (const id of ids) await becomes(service, id, 'completed');
  });

  it('is asked no more than the batches that are missing once it is back', async () => {
    const accepted: string[] = [];
    let left = 2;
    await using provider = await startProvider((call) => {
      if (left-- <= 0 && left > -3) return { status: 401 };
      accepted.push(...inputs(call).filter((text) => text !== 'probe'));
      return embeds(call);
    });
    await using service = await startService(withModel(provider));

    const id = await upload(service, 'long.txt', sentences('boat', 3000));
    const { chunk_count } = await becomes(service, id, 'completed');

    expect(accepted).to.have.length(chunk_count);
  });
});

describe('an embedding server that answers in its own order', () => {
  const indexed = (call: ProviderCall, indexOf: (at: number) => unknown): ProviderReply => {
    const data = inputs(call).map((text, at) => ({ index: indexOf(at), embedding: vectorOf(text) }));
    return { body: JSON.stringify({ data: data.reverse() }) };
  };
  const text = `${sentences('stone', 25)} ${sentences('boat', 10)}`;

  it('is believed by the index of each vector, but not where two vectors claim one text', async () => {
    let claimed: (at: number) => unknown = (at) => at;
    await using provider = await startProvider((call) => indexed(call, claimed));
    await using service = await startService(withModel(provider));
    await upload(service, 'mixed.txt', text);

    const { closest = [], citations } = await ask(service, 'Where is the vessel, the ship?');

    expect([...citations, ...closest][0]?.chunk_text).to.contain('boat');

    claimed = () => 0;
    const id = await upload(service, 'again.txt', `${text} And one sentence more.`);

    expect(await stateOf(service, id)).to.include({ embedding: 'pending', embedding_model: null });
  });
});

describe('an embedding model that changes under its name', () => {
  it('is noticed, told, and every document is embedded anew', async () => {
    let dimensions = 2;
    await using provider = await startProvider((call) => embeds(call, dimensions));
    await using service = await startService(withModel(provider));
    const texts = ['Of a boat that is here.', 'Of a stone.', 'Of a tree.'];
    for (const [at, text] of texts.entries()) await upload(service, `${at}.txt`, text);
    dimensions = 3;
    provider.calls.length = 0;

    await ask(service, 'Where is the vessel, the ship?');
    await eventually(
      () => provider.calls.flatMap(inputs).filter((text) => texts.includes(text)).length,
      (count) => count === texts.length,
      { withinMs: 30_000 },
    );
    expect(await told(service, /other dimensions than before/)).to.have.length(1);
    const first = async () => {
      const { citations, closest = [] } = await ask(service, 'Where is the vessel, the ship?');
      return [...citations, ...closest][0]?.filename;
    };
    expect(await eventually(first, (filename) => filename === '0.txt')).to.equal('0.txt');
  });
});

describe('an embedding server that hangs', () => {
  it('costs one question its wait; the next ones do not ask it', async () => {
    let hangs = false;
    await using provider = await startProvider((call) =>
      hangs ? { after: { pieces: 0, stop: 'hang' } } : embeds(call),
    );
    await using service = await startService({ ...withModel(provider), LLM_TIMEOUT_MS: '2000' });
    await upload(service, 'boat.txt', 'The boat was built in 1754.');
    hangs = true;
    provider.calls.length = 0;

    for (let n = 0; n < 3; n++)
      expect(await ask(service, 'When was the boat built?')).to.include({ answered: true, degraded: null });

    expect(provider.calls).to.have.length(1);
  });

  it('costs those that wait at the same time no more than the first of them, and no document its ingestion', async () => {
    let hangs = false;
    await using provider = await startProvider((call) =>
      hangs ? { after: { pieces: 0, stop: 'hang' } } : embeds(call),
    );
    await using service = await startService({ ...withModel(provider), LLM_TIMEOUT_MS: '2000' });
    await upload(service, 'boat.txt', 'The boat was built in 1754.');
    hangs = true;
    await Promise.all(Array.from({ length: 5 }, () => ask(service, 'When was the boat built?')));
    const callsOfQuestions = provider.calls.length;

    const { body } = await uploadBytes(service, 'ship.txt', 'The ship was built in 1755.', { wait: 20 });

    expect(body.status).to.equal('completed');
    expect(callsOfQuestions).to.be.within(2, 6); // the document's vectors wait for the upkeep
    hangs = false;
    await becomes(service, body.document_id as string, 'completed');
  });
});
