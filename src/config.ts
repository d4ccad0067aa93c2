import { providerAccess } from './environment/provider-variables.ts';
import { startWarnings } from './environment/start-warnings.ts';
import { type Environment, readEnvironment } from './environment/variables.ts';

export type Config = ReturnType<typeof configOf>;

/**
 * The complete configuration, in the words of what it configures. An empty variable counts as unset; `constrainedBytes` is the
 * memory of the process's container, 0 or huge where it has no bound.
 * @throws Error that names every bad variable and what it must be, and never shows a value.
 */
export function parseConfig(...given: Parameters<typeof readEnvironment>): Config {
  return configOf(readEnvironment(...given));
}

function configOf(env: Environment) {
  const addresses = { trustedProxies: env.TRUSTED_PROXIES, ipv6Prefix: env.RATE_LIMIT_IPV6_PREFIX };
  return {
    environment: env.NODE_ENV,
    logLevel: env.LOG_LEVEL,
    role: env.ROLE,
    /** What an operator should know of this configuration, once it is known where the service listens. */
    warnings: (address: string) => startWarnings(env, address),
    server: {
      host: env.HOST,
      port: env.PORT,
      shutdownGraceMs: env.SHUTDOWN_GRACE_MS,
      requestTimeoutMs: env.REQUEST_TIMEOUT_MS,
      headersTimeoutMs: env.HEADERS_TIMEOUT_MS,
      maxConnections: env.MAX_CONNECTIONS,
    },
    callers: { authRequired: env.AUTH_REQUIRED, corsOrigins: env.CORS_ORIGINS, allowedHosts: env.ALLOWED_HOSTS },
    addresses,
    tokens: {
      secret: env.JWT_SECRET,
      jwksUrl: env.JWT_JWKS_URL,
      issuer: env.JWT_ISSUER,
      audience: env.JWT_AUDIENCE,
    },
    limits: {
      enabled: env.RATE_LIMIT_ENABLED,
      query: env.RATE_LIMIT_QUERY,
      upload: env.RATE_LIMIT_UPLOAD,
      default: env.RATE_LIMIT_DEFAULT,
    },
    limiter: {
      redisUrls: env.REDIS_URL,
      timeoutMs: env.RATE_LIMIT_REDIS_TIMEOUT_MS,
      maxKeys: env.RATE_LIMIT_LOCAL_MAX_KEYS,
      budgetFailMode: env.LLM_BUDGET_FAIL_MODE,
    },
    budgets: {
      limits: {
        tokens: env.LLM_TOKEN_LIMIT,
        tokens_global: env.LLM_TOKEN_LIMIT_GLOBAL,
        cost: env.LLM_COST_LIMIT,
        cost_global: env.LLM_COST_LIMIT_GLOBAL,
      },
      onExhausted: env.LLM_BUDGET_ON_EXHAUSTED,
    },
    documents: {
      folder: env.DATA_DIR,
      database: env.DATABASE_URL ? { url: env.DATABASE_URL, maxConnections: env.DATABASE_MAX_CONNECTIONS } : null,
      objects: env.BLOB_URL ? bucketOf(env.BLOB_URL, env) : null,
      uploadMaxBytes: env.UPLOAD_MAX_BYTES,
      storageMaxBytes: env.STORAGE_MAX_BYTES,
      unfinishedMax: env.INGEST_MAX_UNFINISHED,
      concurrency: env.INGEST_CONCURRENCY,
    },
    parsing: {
      timeoutMs: env.PARSE_TIMEOUT_MS,
      memoryMaxBytes: env.PARSE_MEMORY_MAX_BYTES,
      totalMaxBytes: env.MEMORY_MAX_BYTES,
      limits: {
        maxPages: env.PARSE_MAX_PAGES,
        maxChars: env.PARSE_MAX_CHARS,
        maxRatio: env.PARSE_MAX_RATIO,
        zipMaxEntries: env.PARSE_ZIP_MAX_ENTRIES,
        zipMaxBytes: env.PARSE_ZIP_MAX_BYTES,
        zipMaxRatio: env.PARSE_ZIP_MAX_RATIO,
      },
    },
    models: {
      language: env.LLM_MODEL,
      embedding: env.EMBEDDING_MODEL,
      access: providerAccess(env, 'language'),
      embeddingAccess: providerAccess(env, 'embedding'),
      maxOutputTokens: env.LLM_MAX_OUTPUT_TOKENS,
      timeoutMs: env.LLM_TIMEOUT_MS,
      concurrency: { limit: env.LLM_MAX_CONCURRENCY, maxWaiting: env.LLM_MAX_WAITING },
      prices: env.LLM_PRICES,
      refusalThreshold: env.REFUSAL_THRESHOLD,
      grounding: env.GROUNDING,
    },
    telemetry: {
      metrics: env.METRICS_ENABLED && !env.OTEL_SDK_DISABLED,
      traces:
        !env.OTEL_SDK_DISABLED && Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT),
      genAi: env.OTEL_SEMCONV_STABILITY_OPT_IN.includes('gen_ai_latest_experimental'),
      metricsToken: env.METRICS_TOKEN,
    },
  };
}

/** The URL goes before the variables; a server that is not Amazon's has any region. */
function bucketOf(
  { bucket, prefix, ...given }: NonNullable<Environment['BLOB_URL']>,
  { S3_ENDPOINT, AWS_REGION }: Pick<Environment, 'S3_ENDPOINT' | 'AWS_REGION'>,
) {
  const endpoint = given.endpoint ?? S3_ENDPOINT;
  return { bucket, prefix, endpoint, region: given.region ?? AWS_REGION ?? (endpoint ? 'us-east-1' : undefined) };
}
