import { expect } from 'chai';
import { startGenerative } from '../support/generative.ts';
import { type AskBody, ask, type Cited, post, upload } from '../support/library.ts';
import { type Service, startService } from '../support/service.ts';
import { token } from '../support/token.ts';

const SECRET = 'the-secret-of-these-tests-of-search';
const WAR = 'The French and Indian War began in 1754. It was fought in North America.';

describe('POST /search', () => {
  let service: Service;
  let war: string;
  let bread: string;
  before(async () => {
    service = await startService({ JWT_SECRET: SECRET });
    war = await upload(service, 'war.txt', WAR);
    bread = await upload(service, 'bread.txt', 'Bread is baked from flour, also in times of war.');
  });
  after(() => service[Symbol.asyncDispose]());

  it('gives the passages of a question best first, each the exact slice of its document', async () => {
    const { passages, request_id } = await search(service, { query: 'When did the French and Indian War begin?' });

    expect(passages.map(({ document_id }) => document_id)).to.deep.equal([war, bread]);
    expect(passages.map(({ n }) => n)).to.deep.equal([1, 2]);
    expect(request_id).to.be.a('string');
    for (const { document_id, start, end, text, relevance_score } of passages) {
      const slice = await fetch(`${service.url}/api/v1/documents/${document_id}/text?start=${start}&end=${end}`);
      expect(((await slice.json()) as { text: string }).text).to.equal(text);
      expect(relevance_score).to.be.within(0, 1);
    }
  });

  it('ranks as a question does, and searches only the documents that are named', async () => {
    const query = 'What is baked in times of war?';

    const { passages } = await search(service, { query });
    const asked = await ask(service, query);
    const named = await search(service, { query, document_ids: [war], max_results: 1 });

    expect(passages[0]?.document_id).to.equal(asked.citations[0]?.document_id).and.to.equal(bread);
    expect(named.passages.map(({ document_id }) => document_id)).to.deep.equal([war]);
  });

  it('finds nothing of another owner, and does not know their documents', async () => {
    const ana = { Authorization: `Bearer ${await token({ sub: 'ana' }, SECRET)}` };

    const whole = await post(service, 'search', { query: 'war' }, { headers: ana });
    const named = await post(service, 'search', { query: 'war', document_ids: [war] }, { headers: ana });

    expect(((await whole.json()) as { passages: Cited[] }).passages).to.deep.equal([]);
    expect(named.status).to.equal(404);
  });

  for (const [fault, body, path] of [
    ['a blank query', { query: ' ' }, 'query'],
    ['an unknown field', { query: 'war', stream: true }, 'stream'],
    ['no results', { query: 'war', max_results: 0 }, 'max_results'],
    ['21 results', { query: 'war', max_results: 21 }, 'max_results'],
  ] as const)
    it(`refuses ${fault}, and names it`, async () => {
      const response = await post(service, 'search', body);

      expect(response.status).to.equal(422);
      const { details } = (await response.json()) as { details: { path: string }[] };
      expect(details.map((detail) => detail.path)).to.deep.equal([path]);
    });

  it('calls no language model', async () => {
    await using generative = await startGenerative();
    generative.does({ text: 'never' });

    const { passages } = await search(generative.service, { query: 'When did the war begin?' });

    expect(passages).to.have.length(1);
    expect(generative.provider.calls).to.deep.equal([]);
  });

  it('counts under query, together with the questions', async () => {
    await using limited = await startService({ RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_QUERY: '3/minute' });

    const statuses: number[] = [];
    for (const path of ['search', 'query', 'query/enhanced', 'search'])
      statuses.push((await post(limited, path, { query: 'war' })).status);

    expect(statuses).to.deep.equal([200, 200, 200, 429]);
  });
});

async function search(service: Service, body: AskBody): Promise<{ passages: Cited[]; request_id: string }> {
  const response = await post(service, 'search', body);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as { passages: Cited[]; request_id: string };
}
