import { expect } from 'chai';
import { createDocent, DocentError } from 'docent/client';
import fc from 'fast-check';
import { readEvents } from '../../src/client/events.js';
import { startProvider } from '../support/provider.ts';
import { type Service, startService } from '../support/service.ts';
import { slowness } from '../support/slowness.ts';
import { token } from '../support/token.ts';

const SECRET = 'the secret of the tests of the client, 32 bytes and more';
const QUESTION = 'When was the French and Indian War?';
const war = (name = 'war.txt') => new File(['The French and Indian War was fought from 1754 to 1763.'], name);

describe('the client', () => {
  let service: Service;
  before(async () => {
    service = await startService({ JWT_SECRET: SECRET });
  });
  after(() => service[Symbol.asyncDispose]());

  /** A client whose caller nobody else is. */
  const stranger = () =>
    createDocent({ baseUrl: `${service.url}/`, token: () => token({ sub: crypto.randomUUID() }, SECRET) });
  const caller = async () =>
    createDocent({ baseUrl: service.url, token: await token({ sub: crypto.randomUUID() }, SECRET) });

  it('uploads, lists, reads, searches, asks and deletes', async () => {
    const docent = await caller();

    const uploaded = await docent.upload(war(), { wait: 30 });
    expect(uploaded).to.include({ filename: 'war.txt', status: 'completed', duplicate: false });
    const id = uploaded.document_id;
    expect(await docent.documents({ status: 'completed', limit: 1 })).to.deep.include({ total: 1, next_cursor: null });
    expect(await docent.document(id)).to.include({ chunk_count: 1 });
    const [found] = (await docent.search(QUESTION, { maxResults: 1 })).passages;
    expect(found?.document_id).to.equal(id);

    const answer = await docent.ask(QUESTION, { documentIds: [id] });
    expect(answer.answered).to.equal(true);
    const [cited] = answer.citations;
    const { start = 0, end = 0, text } = cited ?? {};
    expect((await docent.text(id, { start, end })).text).to.equal(text);
    const enhanced = await docent.ask(QUESTION, { enhanced: { queries: 1 } });
    expect(enhanced.confidence.level).to.be.oneOf(['high', 'medium', 'low']);
    expect(enhanced.queries_used).to.deep.equal([QUESTION]);
    expect(await docent.usage()).to.include({ subject: 'user' });

    await docent.remove(id);
    expect((await docent.documents()).total).to.equal(0);
  });

  it('streams typed events, the whole answer last', async () => {
    const docent = await caller();
    await docent.upload(war(), { wait: 30 });

    const names: string[] = [];
    let text = '';
    let answer = '';
    for await (const { event, data } of docent.stream(QUESTION, { enhanced: true })) {
      if (names.at(-1) !== event) names.push(event);
      if (event === 'delta') text += data.text;
      if (event === 'done') answer = data.answer;
    }

    expect(names).to.deep.equal(['meta', 'sources', 'delta', 'usage', 'done']);
    expect(text).to.equal(answer);
  });

  it('rejects with an error that tells its code, status and what the code adds', async () => {
    const docent = await caller();

    const unknown = await docent.document('doc_none').catch((error) => error);
    const invalid = await docent.ask('').catch((error) => error);
    const refused = await createDocent({ baseUrl: service.url, token: 'x' })
      .usage()
      .catch((error) => error);

    expect(unknown).to.be.instanceOf(DocentError);
    expect(unknown).to.include({ status: 404, code: 'not_found', retryAfterSeconds: null });
    expect(unknown.requestId).to.match(/^[\w.-]+$/);
    const { body } = invalid as DocentError;
    expect(body.error === 'invalid_request' && body.details[0]?.path).to.equal('query');
    expect(refused).to.include({ status: 401, code: 'invalid_token' });
  });

  it('asks for the token anew for each call', async () => {
    const docent = stranger();
    await docent.upload(war(), { wait: 30 });

    expect((await docent.documents()).total).to.equal(0);
  });

  it('names the file of a blob that has no name', async () => {
    const docent = await caller();

    const { filename } = await docent.upload(new Blob(['Some words.']), { filename: 'note.md' });

    expect(filename).to.equal('note.md');
  });

  it('waits as Retry-After says where it was asked to, and fails at once where not', async () => {
    const seconds = Math.ceil(2 * slowness());
    const env = { RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_UPLOAD: `1/${seconds} seconds` };
    await using limited = await startService(env);
    const waits: number[] = [];
    const onWait = ({ seconds }: { seconds: number }) => void waits.push(seconds);
    const docent = createDocent({ baseUrl: limited.url, onWait });
    await docent.upload(war('first.txt'));

    const denied = await docent.upload(war('second.txt')).catch((error) => error);
    expect(denied).to.include({ code: 'rate_limited' });
    expect(denied.retryAfterSeconds).to.be.within(1, seconds);
    const { filename } = await docent.upload(war('second.txt'), { retries: 1 });

    expect(filename).to.equal('second.txt');
    expect(waits).to.have.length(1);
  });

  it('ends its wait once the caller gives up', async () => {
    await using limited = await startService({ RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_DEFAULT: '1/day' });
    const leaving = new AbortController();
    const docent = createDocent({ baseUrl: limited.url, retries: 9, onWait: () => leaving.abort() });
    await docent.usage();

    const given = await docent.usage({ signal: leaving.signal }).catch((error) => error.name);

    expect(given).to.equal('AbortError');
  });

  it('stops the model when the loop over a stream is left', async () => {
    await using provider = await startProvider(() => ({ text: Array<string>(200).fill('word '), betweenMs: 50 }));
    await using modelled = await startService({ LLM_MODEL: 'compatible:writer', LLM_BASE_URL: provider.url });
    const docent = createDocent({ baseUrl: modelled.url });
    await docent.upload(war(), { wait: 30 });

    for await (const { event } of docent.stream(QUESTION)) if (event === 'delta') break;

    expect(await provider.calls[0]?.left).to.be.below(10_000);
  });

  it('reads the same events wherever their bytes are cut', async () => {
    const events = [
      { event: 'delta', data: { text: 'Türkçe, 中文, \u{1f600}\n' } },
      { event: 'done', data: { answer: '[1]' } },
    ];
    const wire = new TextEncoder().encode(
      `: \n\n${events.map(({ event, data }) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`).join('')}`,
    );
    const cuts = fc.array(fc.nat(wire.length), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        const ends = [...at.sort((a, b) => a - b), wire.length];
        const pieces = ends.map((end, i) => wire.slice(ends[i - 1] ?? 0, end));
        const read = await Array.fromAsync(readEvents(new Response(ReadableStream.from(pieces))));
        expect(read).to.deep.equal(events);
      }),
    );
  });

  it('fails where a stream breaks off, and with what the service said where it ends in an error', async () => {
    const read = (text: string) => Array.fromAsync(readEvents(new Response(text))).catch((error) => error);

    expect(await read('event: delta\ndata: {"text":"a"}\n\n')).to.be.instanceOf(DocentError);
    const body = { error: 'overloaded', message: 'Busy.', request_id: 'r' };
    expect(await read(`event: error\ndata: ${JSON.stringify(body)}\n\n`)).to.include({
      code: 'overloaded',
      requestId: 'r',
    });
  });
});
