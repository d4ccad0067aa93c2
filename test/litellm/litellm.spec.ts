import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type RunningProgram, runProgram } from '../stack/running-program.ts';
import { freePorts } from '../support/free-ports.ts';
import { QUESTION, WAR } from '../support/generative.ts';
import { type AnswerBody, ask, askStream, upload } from '../support/library.ts';
import { type Provider, startProvider } from '../support/provider.ts';
import { type Service, startService } from '../support/service.ts';
import { litellmProgram } from './litellm-program.ts';

const USAGE = { prompt_tokens: 42, completion_tokens: 7, total_tokens: 49 };
const KEY = `sk-${randomBytes(24).toString('hex')}`;

/** How a service is told to use the proxy, by the wire that it then speaks. */
const WIRES: Readonly<Record<string, (url: string) => Record<string, string>>> = {
  'openai-compatible chat': (url) => ({ LLM_MODEL: 'compatible:fake', LLM_BASE_URL: `${url}/v1`, LLM_API_KEY: KEY }),
  'OpenAI chat': (url) => ({ LLM_MODEL: 'openai:fake', OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: KEY }),
  'Anthropic messages': (url) => ({ LLM_MODEL: 'anthropic:fake', ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: KEY }),
};

describe('answers by LiteLLM’s proxy', () => {
  let provider: Provider;
  let proxy: RunningProgram;
  let url: string;
  let folder: string;
  before(async function () {
    this.timeout(20 * 60_000);
    const program = await litellmProgram();
    provider = await startProvider(({ operation }) => ({
      text: { rewrite: '["war"]', rerank: '[1]', completion: 'It began in 1754 [1].', embedding: '' }[operation],
      usage: USAGE,
    }));
    const [port = 0] = await freePorts(1);
    url = `http://127.0.0.1:${port}`;
    folder = await mkdtemp(join(tmpdir(), 'docent-litellm-'));
    const config = join(folder, 'config.yaml');
    await writeFile(config, configOf(provider.url));
    const words = ['--config', config, '--host', '127.0.0.1', '--port', String(port), '--telemetry', 'False'];
    const env = { HOME: folder, LITELLM_LOCAL_MODEL_COST_MAP: 'True' };
    proxy = await runProgram(program, words, { url: `${url}/health/liveliness`, env });
  });
  after(async () => {
    await proxy?.kill();
    await provider?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  for (const [wire, env] of Object.entries(WIRES))
    describe(`over ${wire}`, () => {
      let service: Service;
      before(async () => {
        service = await startService(env(url));
        await upload(service, 'war.txt', WAR);
        await upload(service, 'tea.txt', 'The French drank tea when the war began. India sold it.');
      });
      after(() => service[Symbol.asyncDispose]());

      const isAnswer = (body: AnswerBody) => {
        expect(body, proxy.lines.slice(-5).join('\n')).to.include({
          answer: 'It began in 1754 [1].',
          answer_mode: 'generative',
          degraded: null,
        });
        expect(body.statements.map(({ support }) => support)).to.deep.equal(['supported']);
        expect(body.usage).to.include({ source: 'provider' });
        expect(body.usage.output_tokens).to.be.at.least(7);
      };

      it('come plain', async () => isAnswer(await ask(service, QUESTION)));

      it('come streamed', async () => {
        const { done, text } = await askStream(service, QUESTION);

        isAnswer(done);
        expect(text).to.equal(done.answer);
      });

      it('come with rewrites and reranks', async () => {
        const body = await ask(service, QUESTION, {}, 'query/enhanced');

        isAnswer(body);
        expect(body.queries_used).to.deep.equal([QUESTION, 'war']);
      });
    });
});

function configOf(backend: string): string {
  const model = {
    model_name: 'fake',
    litellm_params: { model: 'openai/fake', api_base: backend, api_key: 'sk-backend' },
  };
  return JSON.stringify({ model_list: [model], general_settings: { master_key: KEY } }); // JSON is YAML
}
