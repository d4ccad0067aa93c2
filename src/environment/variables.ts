import { z } from 'zod';
import { blobUrl, databaseUrl, hosts, list, networks, origins, redisUrls, url } from './address-checks.ts';
import { budgetFaults } from './budget-faults.ts';
import { decimal, flag, oneOf, optional, secret, secretFile, text, whole } from './checks.ts';
import { dollarLimits, limits, noLimits, prices } from './limit-checks.ts';
import { modelFaults } from './model-faults.ts';
import { readSecretFiles } from './secret-files.ts';
import { unsafeSettings } from './unsafe-settings.ts';

const MIB = 1024 * 1024;
const MEMORY_BYTES = 1024 * MIB;
const LEAST_MEMORY_BYTES = 256 * MIB;

/** Every variable the service reads: its check, its default, its meaning and unit. README and .env.example list the same. */
export const variables = {
  PORT: whole(8000, 0, 65_535).describe('TCP port; 0 takes a free one'),
  HOST: text('127.0.0.1').describe('Address to listen on; the image listens on all, `0.0.0.0`'),
  ROLE: oneOf(['all', 'api', 'worker'], 'all').describe(
    '`api`: answers, and leaves ingestion to workers; `worker`: ingests, and serves /health, /health/ready and /metrics alone; both need `DATABASE_URL`',
  ),
  DATA_DIR: text('./data').describe('Folder of the SQLite database and of uploads in progress'),
  LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'info').describe(
    'Least severe level that is logged',
  ),
  NODE_ENV: text('development').describe(
    '`production`: unsafe settings stop the start, which elsewhere are logged as warnings; also the `deployment.environment.name` of telemetry',
  ),
  SHUTDOWN_GRACE_MS: whole(10_000, 0, 600_000).describe('Time for running requests to finish after SIGTERM, ms'),
  REQUEST_TIMEOUT_MS: whole(120_000, 1000, 3_600_000).describe(
    'Longest time a client may take to send a request, at least `HEADERS_TIMEOUT_MS`, ms',
  ),
  HEADERS_TIMEOUT_MS: whole(15_000, 1000, 600_000).describe(
    'Longest time a client may take to send the headers of a request, ms',
  ),
  MAX_CONNECTIONS: whole(4096, 2, 1_000_000).describe('Most open connections; one address may hold half of them'),
  CORS_ORIGINS: origins().describe('Origins whose pages may call the API from a browser, comma-separated, or `*`'),
  ALLOWED_HOSTS: hosts().describe(
    'Host names accepted while `AUTH_REQUIRED` is off, beside loopback names and IP addresses, comma-separated',
  ),
  TRUSTED_PROXIES: networks().describe('CIDR blocks of proxies whose `X-Forwarded-For` is trusted, comma-separated'),

  AUTH_REQUIRED: flag(false).describe('Answers 401 to callers without a token'),
  JWT_SECRET: secret().describe('HS256 secret of bearer tokens'),
  JWT_SECRET_FILE: secretFile('JWT_SECRET'),
  JWT_JWKS_URL: url().describe('Key set of bearer tokens that are signed by a private key'),
  JWT_ISSUER: optional().describe('Required issuer (`iss`) of tokens'),
  JWT_AUDIENCE: optional().describe('Required audience (`aud`) of tokens'),

  REDIS_URL: redisUrls().describe(
    'Redis 7 or newer for limits and budgets; one URL of a cluster is enough, several are comma-separated; empty: each process counts for itself',
  ),
  REDIS_URL_FILE: secretFile('REDIS_URL'),
  RATE_LIMIT_ENABLED: flag(true).describe('Request limits on or off'),
  RATE_LIMIT_QUERY: limits('20/minute').describe('Limit of questions and searches together, over HTTP and as tools'),
  RATE_LIMIT_UPLOAD: limits('5/minute').describe('Limit of POST /documents/upload'),
  RATE_LIMIT_DEFAULT: limits('60/minute').describe(
    'Limit of every other route under /api/v1, and of every other message to /mcp',
  ),
  RATE_LIMIT_IPV6_PREFIX: whole(64, 1, 128).describe('Leading bits of an IPv6 address that count as one caller'),
  RATE_LIMIT_REDIS_TIMEOUT_MS: whole(75, 1, 10_000).describe('Longest wait for Redis in a request, ms'),
  RATE_LIMIT_LOCAL_MAX_KEYS: whole(50_000, 1, 10_000_000).describe('Most callers whose counts this process keeps'),

  DATABASE_URL: databaseUrl().describe('PostgreSQL 15 or newer for documents; empty: SQLite in `DATA_DIR`'),
  DATABASE_URL_FILE: secretFile('DATABASE_URL'),
  DATABASE_MAX_CONNECTIONS: whole(10, 2, 1000).describe('Connections of one process to PostgreSQL'),
  BLOB_URL: blobUrl().describe(
    'Bucket for originals, `s3://bucket/prefix`, with `?endpoint=` and `?region=` if need be; empty: the database keeps them. Credentials as Amazon’s SDK finds them: `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or a role',
  ),
  S3_ENDPOINT: url().describe('S3 server that is not Amazon’s'),
  AWS_REGION: optional().describe('Region of the bucket; `us-east-1` with `S3_ENDPOINT`'),
  UPLOAD_MAX_BYTES: whole(20 * MIB, 1).describe('Largest file, bytes'),
  STORAGE_MAX_BYTES: whole(1024 * MIB, 1).describe('Storage of one owner: originals, texts, index and vectors, bytes'),
  INGEST_CONCURRENCY: whole(1, 1, 64).describe('Documents parsed at the same time'),
  INGEST_MAX_UNFINISHED: whole(50, 1, 100_000).describe('Documents of one owner that may wait or be parsed at a time'),
  MEMORY_MAX_BYTES: whole(MEMORY_BYTES, LEAST_MEMORY_BYTES).describe(
    "Resident memory of the service and its parsing children together; past it the largest child is ended, bytes. At most 80 % of a container's memory by default (measured: a text of 4 MB takes one of 384 MiB, and 320 MiB is too little). To be raised with `INGEST_CONCURRENCY`",
  ),
  PARSE_MEMORY_MAX_BYTES: whole(768 * MIB, 64 * MIB).describe(
    'Resident memory of all parsing children; past it the largest is ended, bytes',
  ),
  PARSE_TIMEOUT_MS: whole(12_000, 100, 600_000).describe('Wall time after which a parse child is ended, ms'),
  PARSE_MAX_PAGES: whole(2000, 1, 100_000).describe('Most pages of one document'),
  PARSE_MAX_CHARS: whole(5_000_000, 1, 100_000_000).describe('Most text of one document, UTF-16 code units'),
  PARSE_MAX_RATIO: whole(50, 1).describe(
    'Most UTF-16 code units of text for each byte of the file, beyond the first 10,000',
  ),
  PARSE_ZIP_MAX_ENTRIES: whole(2000, 1, 65_535).describe('Most parts in one zip archive (docx, xlsx and others)'),
  PARSE_ZIP_MAX_BYTES: whole(100 * MIB, 1).describe('Largest unpacked size of a zip archive, bytes'),
  PARSE_ZIP_MAX_RATIO: whole(200, 1).describe('Largest unpacked size of a zip archive, as a multiple of its file size'),

  REFUSAL_THRESHOLD: decimal(1.01, 0, 10).describe(
    'Evidence below which a question is refused as not in the documents',
  ),
  GROUNDING: oneOf(['flag', 'drop', 'refuse'], 'flag').describe(
    'Statements of a model that the cited passages do not support: `flag` marks them, `drop` leaves them out, `refuse` refuses the whole answer',
  ),
  LLM_MODEL: text('').describe('`openai:…`, `anthropic:…` or `compatible:…`; empty: `local:extractive`'),
  LLM_BASE_URL: url().describe('Server of a `compatible:` model'),
  LLM_API_KEY: secret().describe('API key for `LLM_BASE_URL` (optional)'),
  LLM_API_KEY_FILE: secretFile('LLM_API_KEY'),
  OPENAI_API_KEY: secret().describe('Key of `openai:` models'),
  OPENAI_API_KEY_FILE: secretFile('OPENAI_API_KEY'),
  OPENAI_BASE_URL: url().describe('Base URL of another server with the OpenAI API'),
  ANTHROPIC_API_KEY: secret().describe('Key of `anthropic:` models'),
  ANTHROPIC_API_KEY_FILE: secretFile('ANTHROPIC_API_KEY'),
  ANTHROPIC_BASE_URL: url().describe('Base URL of another server with the Anthropic API'),
  EMBEDDING_MODEL: text('').describe('Embedding model, `openai:…` or `compatible:…`; empty: words alone find passages'),
  EMBEDDING_BASE_URL: url().describe('Server of a `compatible:` embedding model, `LLM_BASE_URL` by default'),
  LLM_MAX_OUTPUT_TOKENS: whole(1024, 1, 1_000_000).describe(
    'Most output tokens of a model call, sent to the provider as its cap',
  ),
  LLM_TIMEOUT_MS: whole(60_000, 100, 600_000).describe(
    'Deadline of all provider calls of one question, and of one batch of embeddings, ms',
  ),
  LLM_MAX_CONCURRENCY: whole(8, 1, 10_000).describe('Most provider calls at the same time'),
  LLM_MAX_WAITING: whole(100, 0, 100_000).describe(
    'Most provider calls that wait for one of these slots; callers take turns',
  ),
  LLM_PRICES: prices().describe(
    'Prices as JSON: model → `{"input": USD, "output": USD}` per million tokens, with `cached_input` and `cache_write` where they differ from `input`',
  ),
  LLM_TOKEN_LIMIT: limits('200000/day').describe('Tokens that one caller may use for prompts, answers and embeddings'),
  LLM_TOKEN_LIMIT_GLOBAL: noLimits().describe('Tokens that the whole service may use; empty: no limit'),
  LLM_COST_LIMIT: dollarLimits().describe('US dollars that one caller may spend, such as `2.50/day`; empty: no limit'),
  LLM_COST_LIMIT_GLOBAL: dollarLimits().describe('US dollars that the whole service may spend; empty: no limit'),
  LLM_BUDGET_ON_EXHAUSTED: oneOf(['reject', 'degrade'], 'reject').describe(
    'A budget is spent: `reject` answers 429, `degrade` an extractive answer',
  ),
  LLM_BUDGET_FAIL_MODE: oneOf(['local', 'closed'], 'local').describe(
    'While Redis is away: `local`, each process grants on its own; `closed`, 503',
  ),

  METRICS_ENABLED: flag(true).describe('Metrics on or off, and with them GET /metrics'),
  METRICS_TOKEN: secret().describe('Bearer token that GET /metrics requires; empty: none'),
  METRICS_TOKEN_FILE: secretFile('METRICS_TOKEN'),
  OTEL_EXPORTER_OTLP_ENDPOINT: url().describe(
    'OTLP endpoint for traces; empty: none. Other standard `OTEL_*` variables work, too',
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url().describe(
    'Full OTLP URL for traces, overrides `OTEL_EXPORTER_OTLP_ENDPOINT`',
  ),
  OTEL_SEMCONV_STABILITY_OPT_IN: list().describe(
    '`gen_ai_latest_experimental` adds the metrics of the GenAI convention',
  ),
  OTEL_SDK_DISABLED: flag(false).describe('`true` switches metrics and traces off'),
} as const;

const schema = z
  .object(variables)
  .refine((env) => !env.AUTH_REQUIRED || env.JWT_SECRET || env.JWT_JWKS_URL, {
    path: ['AUTH_REQUIRED'],
    error: 'needs JWT_SECRET or JWT_JWKS_URL: without one no token could be accepted',
  })
  .refine((env) => env.REQUEST_TIMEOUT_MS >= env.HEADERS_TIMEOUT_MS, {
    path: ['REQUEST_TIMEOUT_MS'],
    error: 'must not be below HEADERS_TIMEOUT_MS, which is a part of it',
  })
  .refine((env) => env.ROLE === 'all' || env.DATABASE_URL, {
    path: ['ROLE'],
    error: 'needs DATABASE_URL: documents in SQLite belong to one process, which answers and ingests',
  })
  .refine((env) => !env.BLOB_URL || env.DATABASE_URL, {
    path: ['BLOB_URL'],
    error: 'needs DATABASE_URL: SQLite keeps originals in its own folder',
  })
  .superRefine((env, { addIssue }) => {
    const faults = [
      ...modelFaults(env),
      ...budgetFaults(env),
      ...(env.NODE_ENV === 'production' ? unsafeSettings(env) : []),
    ];
    for (const { variable, message } of faults) addIssue({ code: 'custom', path: [variable], message });
  });
export type Environment = z.infer<typeof schema>;

/**
 * Reads every variable; `constrainedBytes` is the memory of the process's container, 0 or huge where it has no bound. An empty variable counts as unset.
 * @throws Error that names every bad variable and what it must be, and never shows a value.
 */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  { constrainedBytes = 0 }: { constrainedBytes?: number } = {},
): Environment {
  const given = Object.entries(env).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  const memory = { MEMORY_MAX_BYTES: String(defaultMemoryBytes(constrainedBytes)) };
  const read = readSecretFiles({ ...memory, ...Object.fromEntries(given) }, Object.keys(variables));
  const parsed = schema.safeParse(read.env);
  if (parsed.success && read.faults.length === 0) return parsed.data;
  const issues = parsed.error?.issues ?? [];
  const faults = [...read.faults, ...issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)];
  throw new Error(`The configuration is not valid:\n  ${faults.join('\n  ')}`);
}

/** What is left of a container's memory to the kernel is for its caches and for what a child grows by unseen. */
function defaultMemoryBytes(constrainedBytes: number): number {
  if (constrainedBytes <= 0) return MEMORY_BYTES;
  return Math.min(MEMORY_BYTES, Math.max(LEAST_MEMORY_BYTES, Math.floor(constrainedBytes * 0.8)));
}
