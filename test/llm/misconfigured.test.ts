import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { ANSWER, KEY, QUESTION, startGenerative } from '../support/generative.ts';
import { ask, upload } from '../support/library.ts';
import { startProvider } from '../support/provider.ts';
import { type Service, startService } from '../support/service.ts';
import { told } from '../support/told.ts';

type Readiness = { status: string; checks: Record<string, string>; error_type?: string };
const readiness = async ({ url }: Service) => {
  const response = await fetch(`${url}/health/ready`);
  return { code: response.status, ...((await response.json()) as Readiness) };
};
const FAILS = /the model fails call after call/;

describe('a model that cannot be used', () => {
  for (const [what, status, error_type] of [
    ['a wrong key', 401, 'auth'],
    ['an unknown model', 404, 'bad_request'],
  ] as const)
    it(`shows ${what} in readiness and one log line after three failures in a row, and its end`, async () => {
      await using docent = await startGenerative();
      const { service } = docent;
      docent.does({ status });
      expect((await readiness(service)).checks.llm).to.equal('ok');
      for (let n = 0; n < 2; n++) await ask(service, QUESTION);
      docent.does({ text: ANSWER });
      await ask(service, QUESTION);
      docent.does({ status });
      for (let n = 0; n < 2; n++) await ask(service, QUESTION);
      expect((await readiness(service)).checks.llm).to.equal('ok');

      for (let n = 0; n < 2; n++) await ask(service, QUESTION);

      const degraded = await readiness(service);
      expect(degraded).to.include({ code: 200, status: 'degraded', error_type });
      expect(degraded.checks.llm).to.equal('degraded');
      const said = await told(service, FAILS);
      expect(said).to.have.length(1);
      expect(JSON.parse(said[0] ?? '')).to.include({ error_type, model: docent.model });
      expect(service.lines.join('\n')).not.to.contain(KEY);
      docent.does({ text: ANSWER });
      await ask(service, QUESTION);
      expect(await readiness(service))
        .to.include({ code: 200, status: 'ready' })
        .and.not.to.have.property('error_type');
    });

  it('shows https to a port that speaks http', async () => {
    await using provider = await startProvider(() => ({ text: ANSWER }));
    const url = provider.url.replace('http:', 'https:');
    await using service = await startService({ LLM_MODEL: 'compatible:m', LLM_BASE_URL: url });
    await upload(service, 'war.txt', 'The French and Indian War began in 1754.');

    for (let n = 0; n < 2; n++) await ask(service, QUESTION); // each asks twice

    expect(await readiness(service)).to.include({ code: 200, status: 'degraded', error_type: 'network' });
  });

  it('is no model that refuses one document', async () => {
    await using provider = await startProvider(({ body }) =>
      body.input?.some((text) => text.includes('poison'))
        ? { status: 400 }
        : { vectors: body.input?.map(() => [1, 2]) ?? [] },
    );
    await using service = await startService({ EMBEDDING_MODEL: 'compatible:n', EMBEDDING_BASE_URL: provider.url });
    const text = `${'Here is a long sentence about nothing. '.repeat(20)} Here is the poison.`;

    const id = await upload(service, 'refused.txt', text);

    await eventually(
      async () =>
        ((await (await fetch(`${service.url}/api/v1/documents/${id}`)).json()) as { embedding: string }).embedding,
      (embedding) => embedding === 'failed',
    );
    expect(service.lines.join('\n')).not.to.match(FAILS);
    expect((await readiness(service)).checks.llm).to.equal('ok');
  });
});
