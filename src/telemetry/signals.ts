/** Every label: at most how many values it can have, and which. A metric's series are bounded by their product. */
export const LABELS = {
  handler: { atMost: 50, values: 'route template such as `/api/v1/documents/{id}`, or `none`' },
  method: { atMost: 8, values: 'GET HEAD POST PUT PATCH DELETE OPTIONS, or `_OTHER`' },
  status: { atMost: 5, values: '`2xx` … `5xx`; of model calls `success` or `error`' },
  model: { atMost: 5, values: 'a configured model, or `other`' },
  operation: { atMost: 4, values: 'embedding completion rewrite rerank' },
  error_type: { atMost: 8, values: 'timeout rate_limited auth bad_request server network cancelled other' },
  reason: { atMost: 2, values: 'length content_filter' },
  policy: { atMost: 4, values: 'query upload default' },
  subject: { atMost: 2, values: 'user ip' },
  store: { atMost: 3, values: 'redis local deny_cache' },
  outcome: {
    atMost: 4,
    values: 'allowed denied; ok timeout error; reserved denied settled released; completed failed',
  },
  budget: { atMost: 4, values: 'tokens cost tokens_global cost_global' },
  media_type: { atMost: 20, values: 'as the API names them' },
  version: { atMost: 1, values: 'of the service' },
  'gen_ai.operation.name': { atMost: 2, values: 'chat embeddings' },
  'gen_ai.provider.name': { atMost: 5, values: 'as the convention names them, or `other`' },
  'gen_ai.request.model': { atMost: 5, values: 'a configured model, or `other`' },
  'gen_ai.token.type': { atMost: 2, values: 'input output' },
  'error.type': { atMost: 9, values: 'as `error_type`; none: no error' },
  'nodejs.eventloop.state': { atMost: 2, values: 'active idle' },
  'v8js.gc.type': { atMost: 4, values: 'major minor incremental weakcb' },
  'v8js.heap.space.name': { atMost: 20, values: 'spaces of the V8 heap' },
  'v8js.resource.type': { atMost: 60, values: 'what keeps the event loop alive, as Node names it' },
} as const;

export type Label = keyof typeof LABELS;

export type Metric = {
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** UCUM: `s`, `By`, `1`, or what is counted, in braces. */
  readonly unit: string;
  readonly labels: readonly Label[];
  readonly meaning: string;
  /** Upper bounds of a histogram's buckets; none: sum and count only. */
  readonly buckets?: readonly number[];
};

const LATENCY = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
const FINE = [0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 7.5, 10, 30, 60];
const MODEL = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160];
const SEARCH = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const STORE = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25];

const CALL = ['model', 'operation'] as const;
const DECISION = ['policy', 'subject', 'outcome', 'store'] as const;

/**
 * Every metric of this service. Names and labels of HTTP are those of prometheus-fastapi-instrumentator, so that
 * dashboards made for it work unchanged.
 */
export const METRICS = {
  buildInfo: gauge('docent_build_info', '1', ['version'], '1, labelled with the version that runs'),

  httpRequests: counter('http_requests_total', '{request}', ['handler', 'method', 'status'], 'Finished requests'),
  httpDuration: histogram(
    'http_request_duration_seconds',
    's',
    ['handler', 'method'],
    'Time to the last byte',
    LATENCY,
  ),
  httpDurationFine: histogram('http_request_duration_highr_seconds', 's', [], 'Time to the last byte, finer', FINE),
  httpRequestSize: histogram('http_request_size_bytes', 'By', ['handler'], 'Request bodies, as received', []),
  httpResponseSize: histogram('http_response_size_bytes', 'By', ['handler'], 'Response bodies, as sent', []),
  httpInProgress: gauge('http_requests_inprogress', '{request}', [], 'Requests being served'),
  httpAborted: counter(
    'http_requests_aborted_total',
    '{request}',
    ['handler', 'method'],
    'The client left before the end',
  ),

  llmTokens: counter('llm_tokens_total', '{token}', CALL, 'Tokens billed, prompt and completion'),
  llmInputTokens: counter('llm_input_tokens_total', '{token}', CALL, 'Tokens billed of prompts'),
  llmOutputTokens: counter('llm_output_tokens_total', '{token}', CALL, 'Tokens billed of completions'),
  llmRequests: counter('llm_requests_total', '{call}', [...CALL, 'status'], 'Calls of a model'),
  llmErrors: counter('llm_errors_total', '{call}', [...CALL, 'error_type'], 'Calls of a model that failed, by cause'),
  llmDuration: histogram('llm_request_duration_seconds', 's', CALL, 'Time of a model call, to its last chunk', MODEL),
  llmFirstToken: histogram(
    'llm_time_to_first_token_seconds',
    's',
    CALL,
    'Time to the first content of a stream',
    MODEL,
  ),
  llmCost: counter('llm_cost_usd_total', '{USD}', CALL, 'US dollars spent, where a price is known'),
  llmUsageMissing: counter('llm_usage_missing_total', '{call}', CALL, 'Calls whose provider reported no usage'),
  llmUnusable: counter('llm_unusable_total', '{call}', CALL, 'Rewrites and reranks paid for that were of no use'),
  llmIncomplete: counter('llm_incomplete_total', '{call}', [...CALL, 'reason'], 'Answers that ended early'),

  rateLimitDecisions: counter('rate_limit_decisions_total', '{decision}', DECISION, 'Decisions of request limits'),
  rateLimitStore: histogram('rate_limit_store_duration_seconds', 's', ['outcome'], 'Round trips to the store', STORE),
  rateLimitDegraded: gauge('rate_limit_degraded', '1', [], '1 while the in-process limiter stands in for Redis'),

  documentsWaiting: gauge('documents_waiting', '{document}', [], 'Documents whose ingestion has not begun'),
  oldestWaiting: gauge('documents_oldest_waiting_seconds', 's', [], 'How long the oldest of them has waited'),
  documentsKept: gauge('documents_kept_bytes', 'By', [], 'Originals, texts, index and vectors of all owners'),
  ownersNearQuota: gauge('owners_near_quota', '{owner}', [], 'Owners past nine tenths of STORAGE_MAX_BYTES'),
  originalsDegraded: gauge('originals_degraded', '1', [], '1 while the object store of BLOB_URL is away'),
  dataFolderFree: gauge('data_folder_free_bytes', 'By', [], 'Room on the disk of DATA_DIR'),
  dataFolderSize: gauge('data_folder_size_bytes', 'By', [], 'Size of the disk of DATA_DIR'),

  budgetReservations: counter(
    'llm_budget_reservations_total',
    '{reservation}',
    ['budget', 'outcome'],
    'What became of reservations for model calls',
  ),
  budgetOverrun: counter('llm_budget_overrun_total', '{call}', [], 'Model calls that used more than was reserved'),

  budgetUsed: gauge('llm_budget_used_ratio', '1', ['budget'], 'Share of a global budget that is used or reserved'),

  documentsIngested: counter(
    'documents_ingested_total',
    '{document}',
    ['media_type', 'outcome'],
    'Ingestions that ended',
  ),
  retrieval: histogram('retrieval_duration_seconds', 's', [], 'Time to find the passages of a question', SEARCH),
} satisfies Record<string, Metric>;

const GEN_AI_CALL = ['gen_ai.operation.name', 'gen_ai.provider.name', 'gen_ai.request.model'] as const;
const DOUBLING = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const POWERS_OF_4 = Array.from({ length: 14 }, (_, exponent) => 4 ** exponent);

/** What the GenAI convention asks for beside ours, for whoever opts in: it still moves. */
export const GEN_AI_METRICS = {
  duration: histogram(
    'gen_ai.client.operation.duration',
    's',
    [...GEN_AI_CALL, 'error.type'],
    'Time of a model call, by the GenAI convention',
    DOUBLING,
  ),
  tokens: histogram(
    'gen_ai.client.token.usage',
    '{token}',
    [...GEN_AI_CALL, 'gen_ai.token.type'],
    'Tokens of a model call that its provider counted, by the GenAI convention',
    POWERS_OF_4,
  ),
} satisfies Record<string, Metric>;

const SPACE = ['v8js.heap.space.name'] as const;

/** What `@opentelemetry/instrumentation-runtime-node` measures; dots come out as underscores. */
export const RUNTIME_METRICS: readonly Metric[] = [
  gauge('nodejs.eventloop.delay.min', 's', [], 'Event loop delay since the last scrape, least'),
  gauge('nodejs.eventloop.delay.max', 's', [], 'Event loop delay, most'),
  gauge('nodejs.eventloop.delay.mean', 's', [], 'Event loop delay, mean'),
  gauge('nodejs.eventloop.delay.stddev', 's', [], 'Event loop delay, standard deviation'),
  gauge('nodejs.eventloop.delay.p50', 's', [], 'Event loop delay, median'),
  gauge('nodejs.eventloop.delay.p90', 's', [], 'Event loop delay, 90th percentile'),
  gauge('nodejs.eventloop.delay.p99', 's', [], 'Event loop delay, 99th percentile'),
  gauge('nodejs.eventloop.utilization', '1', [], 'Share of time the event loop was busy since the last scrape'),
  counter('nodejs.eventloop.time', 's', ['nodejs.eventloop.state'], 'Time of the event loop in each state'),
  histogram('v8js.gc.duration', 's', ['v8js.gc.type'], 'Garbage collections', []),
  gauge('v8js.memory.heap.space.size', 'By', SPACE, 'Heap reserved'),
  gauge('v8js.memory.heap.used', 'By', SPACE, 'Heap in use'),
  gauge('v8js.memory.heap.space.available_size', 'By', SPACE, 'Heap free'),
  gauge('v8js.memory.heap.space.physical_size', 'By', SPACE, 'Heap committed'),
  gauge('v8js.resource.active', '{resource}', ['v8js.resource.type'], 'What keeps the event loop alive'),
];

/** Every span: its name and meaning. */
export const SPANS = {
  request: {
    name: '{METHOD} {route}',
    meaning: 'One request, to its last byte; goes on with the caller’s trace. An unknown verb is `HTTP`',
  },
  retrieve: { name: 'retrieve', meaning: 'The search for passages' },
  embeddings: { name: 'embeddings {model}', meaning: 'One call of an embedding model' },
  chat: { name: 'chat {model}', meaning: 'One call of a language model, to its last chunk' },
} as const;

/** Every attribute of a span. Those of models follow the GenAI convention, which still moves. */
export const ATTRIBUTES = {
  httpMethod: 'http.request.method',
  httpMethodOriginal: 'http.request.method_original',
  httpRoute: 'http.route',
  httpStatus: 'http.response.status_code',
  urlScheme: 'url.scheme',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  errorType: 'error.type',
  operation: 'docent.operation',
  genAiOperation: 'gen_ai.operation.name',
  genAiProvider: 'gen_ai.provider.name',
  genAiRequestModel: 'gen_ai.request.model',
  genAiMaxTokens: 'gen_ai.request.max_tokens',
  genAiResponseModel: 'gen_ai.response.model',
  genAiFinishReasons: 'gen_ai.response.finish_reasons',
  genAiInputTokens: 'gen_ai.usage.input_tokens',
  genAiOutputTokens: 'gen_ai.usage.output_tokens',
} as const;

/** The most series of a metric. One more than these would be a bug, and lands in the SDK's overflow series. */
export function mostSeries({ labels }: Metric): number {
  return labels.reduce((product, label) => product * LABELS[label].atMost, 1);
}

/** The name of a metric on the page of GET /metrics. */
export function pageName({ name, kind }: Metric): string {
  const plain = name.replaceAll('.', '_');
  return kind === 'counter' && !plain.endsWith('_total') ? `${plain}_total` : plain;
}

function counter(name: string, unit: string, labels: readonly Label[], meaning: string): Metric {
  return { name, kind: 'counter', unit, labels, meaning };
}

function gauge(name: string, unit: string, labels: readonly Label[], meaning: string): Metric {
  return { name, kind: 'gauge', unit, labels, meaning };
}

function histogram(name: string, unit: string, labels: readonly Label[], meaning: string, buckets: number[]): Metric {
  return { name, kind: 'histogram', unit, labels, meaning, buckets };
}
