import { expect } from 'chai';
import { post, upload } from '../support/library.ts';
import { type Service, startService } from '../support/service.ts';
import { token } from '../support/token.ts';

const SECRET = 'the secret of these tests, 32 bytes and more';
const PLACES = [
  'harbour',
  'library',
  'foundry',
  'orchard',
  'station',
  'theatre',
  'brewery',
  'chapel',
  'market',
  'quarry',
];
const DEEDS = ['opens', 'closes', 'was sold', 'was built', 'burned down'];
/** What only A's document says; `code` is the part that no question of B's holds. */
const FACTS = Array.from({ length: 50 }, (_, i) => {
  const code = `zq${i}x${(i * 7919) % 9973}`;
  const about = `The old ${PLACES[i % 10]} of Kaltenbrunn ${DEEDS[Math.floor(i / 10)]}`;
  return { code, about, sentence: `${about} under the seal of ${code}.` };
});
const TEXT = FACTS.map(({ sentence }) => sentence).join(' ');
/** Names that a careless comparison would take for A's, or for the library without an owner. */
const STRANGERS = ['bob', 'Alice', 'alice ', 'alice%20', 'user:alice', 'public', 'ali', '" OR owner:"user:alice'];

describe('isolation of owners', () => {
  let service: Service;
  let ofA: string;
  const as = async (sub: string | null, claims = {}): Promise<Record<string, string>> =>
    sub === null ? {} : { Authorization: `Bearer ${await token({ sub, ...claims }, SECRET)}` };
  before(async () => {
    service = await startService({ JWT_SECRET: SECRET });
    ofA = await upload(service, 'secrets.txt', TEXT, await as('alice'));
  });
  after(() => service[Symbol.asyncDispose]());

  const tells = (body: string) => FACTS.filter(({ code }) => body.includes(code)).map(({ code }) => code);

  it('lets A find every fact', async () => {
    const headers = await as('alice');
    for (const { about, code } of FACTS.slice(0, 5))
      expect(await (await post(service, 'query', { query: about }, { headers })).text()).to.contain(code);
  });

  it("answers 500 questions of B, made of what A's document says, with nothing of it", async () => {
    const headers = await as('bob');
    const own = await upload(service, 'own.txt', 'The old mill of Kaltenbrunn is painted green every spring.', headers);
    const bodies = FACTS.flatMap(({ about }) =>
      ['query', 'query/enhanced'].flatMap((path) =>
        [about, `${about}?`, `Under which seal? ${about}`, `"${about}" OR owner:"user:alice"`, about.toUpperCase()].map(
          (query, i) => ({ path, body: { query, max_results: 20, document_ids: i === 2 ? [ofA, own] : null } }),
        ),
      ),
    );
    expect(bodies).to.have.length(500);

    for (const batch of chunks(bodies, 10))
      await Promise.all(
        batch.map(async ({ path, body }) => {
          const response = await post(service, path, body, { headers });
          const text = await response.text();
          expect(response.status, text).to.equal(body.document_ids ? 404 : 200);
          expect(tells(text)).to.deep.equal([]);
          expect(text).not.to.contain(ofA).and.not.to.contain('secrets.txt');
        }),
      );
  });

  it('streams nothing of it either', async () => {
    const headers = await as('bob');
    for (const { about } of FACTS.slice(0, 5)) {
      const text = await (await post(service, 'query', { query: about, stream: true }, { headers })).text();
      expect(tells(text)).to.deep.equal([]);
      expect(text).not.to.contain(ofA);
    }
  });

  it("knows A's document in no route for anybody else, and answers as of one that never was", async () => {
    const paths: [method: string, path: (id: string) => string][] = [
      ['GET', (id) => `/documents/${id}`],
      ['GET', (id) => `/documents/${id}/text?start=0&end=10`],
      ['GET', (id) => `/documents/${id}/file`],
      ['DELETE', (id) => `/documents/${id}`],
    ];
    const never = ofA.replace(/.$/, (last) => (last === '0' ? '1' : '0'));

    for (const sub of [...STRANGERS, null]) {
      const headers = await as(sub);
      for (const [method, path] of paths) {
        const [real, unknown] = await Promise.all(
          [ofA, never].map(async (id) => {
            const response = await fetch(`${service.url}/api/v1${path(id)}`, { method, headers });
            const { request_id: _, ...body } = (await response.json()) as Record<string, unknown>;
            return { status: response.status, body: JSON.stringify(body).replaceAll(id, 'ID') };
          }),
        );
        expect(real, `${sub} ${method}`).to.deep.equal(unknown);
        expect(real?.status).to.equal(404);
      }
      const list = await (await fetch(`${service.url}/api/v1/documents`, { headers })).text();
      expect(list).not.to.contain(ofA).and.not.to.contain('secrets.txt');
      if (sub !== 'bob') expect(JSON.parse(list)).to.deep.include({ total: 0 });
      const asked = await post(service, 'query', { query: FACTS[0]?.about, document_ids: [ofA] }, { headers });
      expect(tells(await asked.text())).to.deep.equal([]);
    }
    expect((await fetch(`${service.url}/api/v1/documents/${ofA}`, { headers: await as('alice') })).status).to.equal(
      200,
    );
  });

  it('takes the same file of another owner for another document', async () => {
    const [ofCarol, again] = [
      await upload(service, 'secrets.txt', TEXT, await as('carol')),
      await upload(service, 'secrets.txt', TEXT, await as('alice')),
    ];

    expect(again).to.equal(ofA);
    expect(ofCarol).not.to.equal(ofA);
    await fetch(`${service.url}/api/v1/documents/${ofCarol}`, { method: 'DELETE', headers: await as('carol') });
    const headers = await as('alice');
    expect(await (await post(service, 'query', { query: FACTS[7]?.about }, { headers })).text()).to.contain(
      FACTS[7]?.code,
    );
  });

  it('gives an anonymous user a library of his own, which his named self shares', async () => {
    const id = await upload(
      service,
      'guest.txt',
      'The guest keeps a canary.',
      await as('guest', { is_anonymous: true }),
    );
    const status = async (headers: Record<string, string>) =>
      (await fetch(`${service.url}/api/v1/documents/${id}`, { headers })).status;

    expect(await status(await as('guest'))).to.equal(200);
    expect(await status(await as('guest', { is_anonymous: true }))).to.equal(200);
    expect(await status(await as(null))).to.equal(404);
  });

  it('answers a stranger while three callers at once name a hundred documents in each of their questions', async () => {
    const document_ids = Array.from({ length: 100 }, (_, n) => `doc_${n}`);
    const asks = await Promise.all(
      ['one', 'two', 'three'].map(async (sub) => {
        const headers = await as(sub);
        return Array.from({ length: 20 }, () =>
          post(service, 'query', { query: 'Which seal?', document_ids }, { headers }),
        );
      }),
    );
    const headers = await as('stranger');
    const lists = Array.from({ length: 5 }, () => fetch(`${service.url}/api/v1/documents`, { headers }));

    const statuses = async (answers: Promise<Response>[]) => (await Promise.all(answers)).map(({ status }) => status);

    expect(new Set(await statuses(lists))).to.deep.equal(new Set([200]));
    expect(new Set(await statuses(asks.flat()))).to.deep.equal(new Set([404]));
  });
});

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
