import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parseConfig } from '../src/config.ts';
import { startWarnings } from '../src/environment/start-warnings.ts';
import { readEnvironment } from '../src/environment/variables.ts';
import { reference } from './support/reference.ts';
import { runToExit } from './support/run-to-exit.ts';
import { startService } from './support/service.ts';

describe('configuration', () => {
  it('is complete without any variable, and an empty one counts as unset', () => {
    const defaults = readEnvironment({});

    expect(defaults).to.include({ PORT: 8000, HOST: '127.0.0.1', DATA_DIR: './data', LOG_LEVEL: 'info' });
    expect(readEnvironment({ PORT: '', LLM_MODEL: '', JWT_SECRET: '' })).to.deep.equal(defaults);
  });

  it('bounds memory by 1 GiB or 80 % of the container, whichever is less, and never below what it needs', () => {
    const bytes = (constrainedBytes: number, env = {}) => readEnvironment(env, { constrainedBytes }).MEMORY_MAX_BYTES;
    const mib = 1024 * 1024;

    expect([0, 2 ** 64, 1280 * mib, 640 * mib, 100 * mib].map((constrained) => bytes(constrained))).to.deep.equal(
      [1024, 1024, 1024, 512, 256].map((size) => size * mib),
    );
    expect(bytes(640 * mib, { MEMORY_MAX_BYTES: '700000000' })).to.equal(700_000_000);
  });

  it('names every bad variable and what it must be, and never shows a value', () => {
    const bad = {
      PORT: '8o8o',
      LOG_LEVEL: 'loud',
      AUTH_REQUIRED: 'perhaps',
      LLM_BASE_URL: 'ftp://secret-host',
      CORS_ORIGINS: 'https://app.example/with-a-path',
    };

    const read = () => readEnvironment(bad);

    for (const name of Object.keys(bad)) expect(read).to.throw(Error, name);
    for (const value of Object.values(bad)) expect(read).not.to.throw(Error, value);
  });

  it('names the two timeouts of a request where the whole has less than its part', () => {
    const read = (request: string, headers: string) => () =>
      readEnvironment({ REQUEST_TIMEOUT_MS: request, HEADERS_TIMEOUT_MS: headers });

    expect(read('4999', '5000')).to.throw(Error, /REQUEST_TIMEOUT_MS .* HEADERS_TIMEOUT_MS/);
    expect(() => readEnvironment({ REQUEST_TIMEOUT_MS: '5000' })).to.throw(Error, /HEADERS_TIMEOUT_MS/);
    expect(read('5000', '5000')()).to.include({ REQUEST_TIMEOUT_MS: 5000, HEADERS_TIMEOUT_MS: 5000 });
  });

  it('lets only processes over one PostgreSQL divide the work, and says why', () => {
    for (const ROLE of ['api', 'worker']) {
      expect(() => readEnvironment({ ROLE })).to.throw(Error, /ROLE needs DATABASE_URL: .*SQLite/);
      expect(readEnvironment({ ROLE, DATABASE_URL: 'postgres://db/docent' })).to.include({ ROLE });
    }
    expect(() => readEnvironment({ ROLE: 'API' })).to.throw(Error, /ROLE must be one of all, api, worker/);
  });

  it('reads a bucket, its prefix and server, the URL before the variables, and refuses credentials in it', () => {
    const bucket = (BLOB_URL: string, env = {}) =>
      parseConfig({ BLOB_URL, DATABASE_URL: 'postgres://db/docent', ...env }).documents.objects;
    const minio = { S3_ENDPOINT: 'http://minio:9000' };

    expect(bucket('s3://docs', { AWS_REGION: 'eu-central-1' })).to.deep.equal({
      bucket: 'docs',
      prefix: '',
      endpoint: undefined,
      region: 'eu-central-1',
    });
    expect(bucket('s3://docs/a/b/', minio)).to.deep.equal({
      bucket: 'docs',
      prefix: 'a/b/',
      endpoint: 'http://minio:9000',
      region: 'us-east-1',
    });
    expect(bucket('s3://docs/a?endpoint=https%3A%2F%2Fgarage.example&region=garage', minio)).to.include({
      endpoint: 'https://garage.example',
      region: 'garage',
    });
    for (const bad of [
      'https://docs',
      's3://',
      's3://D_cs',
      's3://key:planted@docs',
      's3://docs?endpoint=minio',
      's3://docs?key=planted',
    ])
      expect(() => bucket(bad), bad)
        .to.throw(Error, /BLOB_URL must be s3:/)
        .and.not.match(/planted/);
    expect(() => readEnvironment({ BLOB_URL: 's3://docs' })).to.throw(Error, /BLOB_URL needs DATABASE_URL/);
  });

  it('takes the words people use for on and off, in any case', () => {
    for (const word of ['true', 'YES', 'on', '1'])
      expect(readEnvironment({ AUTH_REQUIRED: word, JWT_SECRET: 's' }).AUTH_REQUIRED).to.equal(true);
    for (const word of ['False', 'no', 'OFF', '0'])
      expect(readEnvironment({ METRICS_ENABLED: word }).METRICS_ENABLED).to.equal(false);
  });

  it('stops the start where nobody can listen, with the names of the variables alone', async () => {
    await using service = await startService();
    const port = new URL(service.url).port;

    for (const [env, reason] of [
      [{ PORT: port }, 'EADDRINUSE'],
      [{ HOST: '192.0.2.1', PORT: '0' }, 'EADDRNOTAVAIL'],
    ] as const) {
      const { code, stdout, stderr } = await runToExit({ HOST: '127.0.0.1', ...env });

      expect([code, stderr.trim()]).to.deep.equal([1, `HOST and PORT cannot be listened on: ${reason}`]);
      expect(stdout).to.not.contain('crashed');
    }
  });

  it('stops the start, with one plain message and without a stack', async () => {
    const { code, stderr } = await runToExit({ UPLOAD_MAX_BYTES: '-5000' });

    expect(code).to.equal(1);
    expect(stderr).to.match(/UPLOAD_MAX_BYTES must be a whole number/);
    expect(stderr).not.to.contain('5000').and.not.to.contain('at ');
  });

  it('refuses white space for a secret, whatever the environment', () => {
    for (const name of ['JWT_SECRET', 'METRICS_TOKEN', 'OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'LLM_API_KEY'])
      expect(() => readEnvironment({ [name]: ' \t\n' }), name).to.throw(Error, `${name} must be more than white space`);
  });

  const unsafe: [what: string, env: Record<string, string>, message: RegExp][] = [
    ['a secret of 31 bytes', { JWT_SECRET: `${'s'.repeat(31)} ` }, /JWT_SECRET is shorter than 32 bytes/],
    ['a metrics token that is none', { METRICS_TOKEN: 'x' }, /METRICS_TOKEN is shorter than 12 bytes/],
    [
      'a model that strangers may spend money on',
      { LLM_MODEL: 'openai:m', OPENAI_API_KEY: 'planted' },
      /LLM_MODEL is paid for by you.*: set AUTH_REQUIRED/,
    ],
    [
      'an embedding model likewise',
      { EMBEDDING_MODEL: 'compatible:m', LLM_BASE_URL: 'http://127.0.0.1:9/v1' },
      /EMBEDDING_MODEL is paid for by you.*: set AUTH_REQUIRED/,
    ],
  ];
  for (const [what, env, message] of unsafe)
    it(`refuses ${what} in production, and only there`, () => {
      expect(() => readEnvironment({ ...env, NODE_ENV: 'production' }))
        .to.throw(Error, message)
        .and.not.match(/planted/);
      expect(startWarnings(readEnvironment(env), '127.0.0.1').join())
        .to.match(message)
        .and.not.match(/planted/);
    });

  it('has nothing against production with secrets that are some, and a model behind a token', () => {
    const env = {
      NODE_ENV: 'production',
      AUTH_REQUIRED: 'true',
      JWT_SECRET: 's'.repeat(32),
      METRICS_TOKEN: 't'.repeat(12),
      JWT_JWKS_URL: 'https://id.example/keys',
      LLM_MODEL: 'openai:m',
      OPENAI_API_KEY: 'k',
    };

    expect(startWarnings(readEnvironment(env), '0.0.0.0')).to.deep.equal([]);
    expect(
      startWarnings(readEnvironment({ NODE_ENV: 'production', LLM_MODEL: 'local:extractive' }), '::1'),
    ).to.have.length(1);
  });

  for (const bound of [{ LLM_TOKEN_LIMIT_GLOBAL: '1000000/day' }, { LLM_COST_LIMIT_GLOBAL: '20/day' }])
    it(`has nothing against a model in production behind ${Object.keys(bound)[0]}`, () => {
      const LLM_PRICES = '{"openai:m": {"input": 1, "output": 2}}';
      const env = { NODE_ENV: 'production', LLM_MODEL: 'openai:m', OPENAI_API_KEY: 'k', LLM_PRICES, ...bound };
      expect(startWarnings(readEnvironment(env), '127.0.0.1').join()).to.not.include('LLM_MODEL');
    });

  it('refuses a limit of dollars for a model without a price, and names the price that no model has', () => {
    const env = {
      LLM_MODEL: 'openai:m',
      OPENAI_API_KEY: 'planted',
      LLM_PRICES: '{"openai:typo": {"input": 1, "output": 2, "cached_input": 0.1, "cache_write": 1.25}}',
    };

    expect(startWarnings(readEnvironment(env), '127.0.0.1').join()).to.include('openai:typo, which is not configured');
    for (const limit of ['LLM_COST_LIMIT', 'LLM_COST_LIMIT_GLOBAL'])
      expect(() => readEnvironment({ ...env, [limit]: '2.50/day' }))
        .to.throw(Error, new RegExp(`LLM_PRICES has no price for the model of LLM_MODEL, which ${limit} .*openai:typo`))
        .and.not.match(/planted/);
  });

  it('reads dollars to the nano-dollar, and a limit of tokens for every caller by default', () => {
    const env = readEnvironment({ LLM_COST_LIMIT: '0.000000001/day;2.50/hour' });

    expect(env.LLM_COST_LIMIT.map(({ limit }) => limit)).to.deep.equal([2_500_000_000, 1]);
    expect(env.LLM_TOKEN_LIMIT).to.deep.equal([{ limit: 200_000, windowSeconds: 86_400 }]);
    for (const bad of ['2.5', '0.0000000001/day', '-1/day', '1/0 day'])
      expect(() => readEnvironment({ LLM_COST_LIMIT: bad })).to.throw(Error, /LLM_COST_LIMIT must be US dollars/);
  });

  it('warns of a key set that is read over plain http', () => {
    const warnings = startWarnings(readEnvironment({ JWT_JWKS_URL: 'http://id.example/keys' }), '127.0.0.1');

    expect(warnings).to.deep.equal(['JWT_JWKS_URL is not https: whoever is in between can sign tokens']);
  });

  it('says its warnings in the log, once each, and stops the start where production refuses', async () => {
    await using careless = await startService({ JWT_SECRET: 'planted' });
    const { code, stderr } = await runToExit({ JWT_SECRET: 'planted', NODE_ENV: 'production' });

    const warned = careless.lines.filter((line) => line.includes('JWT_SECRET is shorter'));
    expect(warned).to.have.length(1);
    expect(warned[0]).to.contain('"level":"warn"');
    expect([code, stderr]).to.deep.equal([
      1,
      'The configuration is not valid:\n  JWT_SECRET is shorter than 32 bytes: it can be guessed\n',
    ]);
    expect(careless.lines.join()).not.to.contain('planted');
  });

  for (const [part, { file, render, pattern }] of Object.entries(reference)) {
    it(`is told in ${file}: the ${part} part there is the one made from the code (npm run reference)`, () => {
      const written = pattern.exec(readFileSync(file, 'utf8'))?.[0];

      expect(written).to.equal(render());
    });
  }
});
