/** What a panel shows: its title, what an operator learns from it, a unit as Grafana names it, and queries by legend. */
export type PanelText = readonly [title: string, description: string, unit: string, queries: Record<string, string>];

const quantile = (q: number, metric: string, by = '') =>
  `histogram_quantile(${q}, sum by (${by && `${by}, `}le) (rate(${metric}_bucket[$__rate_interval])))`;
const quantiles = (metric: string) => ({
  p50: quantile(0.5, metric),
  p95: quantile(0.95, metric),
  p99: quantile(0.99, metric),
});
const rate = (series: string, by: string) => `sum by (${by}) (rate(${series}[$__rate_interval]))`;
const total = (series: string) => `sum(rate(${series}[$__rate_interval]))`;

const QUESTIONS = '{handler=~"/api/v1/(query|query/enhanced|search)"}';

/** The dashboard's rows, each with its panels. */
export const ROWS: Readonly<Record<string, readonly PanelText[]>> = {
  'Requests: rate, errors, duration': [
    [
      'Targets',
      'What Prometheus scrapes: 1 while it can be read. The service without METRICS_TOKEN, or with another one, is 0',
      'none',
      { '{{job}} {{instance}}': 'up' },
    ],
    [
      'Requests',
      'Finished requests by route; `none` is what no route serves',
      'reqps',
      { '{{handler}}': rate('http_requests_total', 'handler') },
    ],
    [
      'Errors',
      'Share of all requests. 5xx are ours and spend the error budget; 4xx are the callers’ own, refusals of limits among them',
      'percentunit',
      {
        '{{status}}': `sum by (status) (rate(http_requests_total{status=~"4xx|5xx"}[$__rate_interval])) / scalar(${total('http_requests_total')})`,
      },
    ],
    [
      'Duration',
      'Of all requests that a route serves, to the last byte; a stream counts at its end',
      's',
      quantiles('http_request_duration_highr_seconds'),
    ],
    [
      'Duration by route (p95)',
      'Tells which route makes the figure before; uploads and files go at the client’s pace',
      's',
      { '{{method}} {{handler}}': quantile(0.95, 'http_request_duration_seconds', 'method, handler') },
    ],
    [
      'In progress, and clients that left',
      'Requests being served now; and how many a second end because the client closes its connection',
      'none',
      { 'in progress': 'sum(http_requests_inprogress)', 'left per second': total('http_requests_aborted_total') },
    ],
    [
      'Errors against their objective',
      'Share of requests that failed. Above 7.2 % for an hour pages, above 3 % for six hours makes a ticket',
      'percentunit',
      { 'last 5 min': 'job:http_errors:ratio_rate5m', 'last 6 h': 'job:http_errors:ratio_rate6h' },
    ],
    [
      'Slow requests against their objective',
      'Share of questions over 10 s, and of all else over 0.5 s. Above 72 % for an hour pages, above 30 % for six hours makes a ticket',
      'percentunit',
      {
        '{{kind}}, last 5 min': 'kind:http_slow:ratio_rate5m',
        '{{kind}}, last 6 h': 'kind:http_slow:ratio_rate6h',
      },
    ],
    [
      'Bodies',
      'Bytes received and sent a second, without headers',
      'Bps',
      { received: total('http_request_size_bytes_sum'), sent: total('http_response_size_bytes_sum') },
    ],
  ],
  'Questions and ingestion': [
    [
      'Questions',
      'Asked and searched, by route',
      'reqps',
      { '{{handler}}': rate(`http_requests_total${QUESTIONS}`, 'handler') },
    ],
    [
      'Time to an answer (p95)',
      'From the request to the last byte, by route',
      's',
      {
        '{{handler}}': `histogram_quantile(0.95, sum by (handler, le) (rate(http_request_duration_seconds_bucket${QUESTIONS}[$__rate_interval])))`,
      },
    ],
    ['Time to find passages', 'The search alone, without the model', 's', quantiles('retrieval_duration_seconds')],
    [
      'Documents ingested',
      'Ingestions that ended, by outcome. Failed ones name their cause in the document’s status',
      'ops',
      { '{{outcome}}': rate('documents_ingested_total', 'outcome') },
    ],
    [
      'Uploads',
      'By status; 5xx here is 507 for a full disk or quota as a rule',
      'reqps',
      { '{{status}}': rate('http_requests_total{handler="/api/v1/documents/upload"}', 'status') },
    ],
    [
      'Documents waiting',
      'Not yet begun, of all owners. Each owner’s have their turn, so that many of one delay only their own',
      'none',
      { waiting: 'max(documents_waiting)' },
    ],
    [
      'Oldest document waiting',
      'How long it has waited to be ingested. Above ten minutes makes a ticket',
      's',
      { 'oldest waiting': 'max(documents_oldest_waiting_seconds)' },
    ],
    [
      'Kept, and room left',
      'Originals, texts, index and vectors of all owners; and what is free on the disk of DATA_DIR. Below a tenth of it makes a ticket',
      'bytes',
      {
        kept: 'max(documents_kept_bytes)',
        'free {{instance}}': 'data_folder_free_bytes',
        'disk {{instance}}': 'data_folder_size_bytes',
      },
    ],
    [
      'Object store away',
      '1 while the object store of BLOB_URL is away: uploads and downloads are refused, questions go on. Two minutes of it page',
      'none',
      { '{{instance}}': 'originals_degraded' },
    ],
    [
      'Owners near their quota',
      'Who keep more than nine tenths of STORAGE_MAX_BYTES: their next uploads are refused. Above none makes a ticket',
      'none',
      { owners: 'max(owners_near_quota)' },
    ],
    [
      'Documents that failed',
      'Share of the last half hour',
      'percentunit',
      { failed: 'job:documents_failed:ratio_rate30m' },
    ],
  ],
  'Language models': [
    [
      'Calls',
      'By model, what for, and outcome. `local:extractive` answers where no model is set or may be paid',
      'reqps',
      { '{{model}} {{operation}} {{status}}': rate('llm_requests_total', 'model, operation, status') },
    ],
    [
      'Errors',
      'Failed calls by cause. `auth`: the key; `rate_limited`: the provider’s own limit; `cancelled`: the client left',
      'reqps',
      { '{{model}} {{error_type}}': rate('llm_errors_total', 'model, error_type') },
    ],
    [
      'Tokens',
      'Billed tokens a second, prompts and completions apart',
      'none',
      {
        '{{model}} prompt': rate('llm_input_tokens_total', 'model'),
        '{{model}} completion': rate('llm_output_tokens_total', 'model'),
      },
    ],
    [
      'Cost per hour',
      'US dollars an hour at the rate of now, for models that have a price',
      'currencyUSD',
      {
        '{{model}}': `3600 * ${rate('llm_cost_usd_total', 'model')}`,
        '{{model}}, last hour': '3600 * model:llm_cost_usd:rate1h',
      },
    ],
    [
      'Duration of a call (p95)',
      'To its last chunk, by model and what for',
      's',
      { '{{model}} {{operation}}': quantile(0.95, 'llm_request_duration_seconds', 'model, operation') },
    ],
    [
      'Time to first token',
      'Streams alone: how long the reader waits for the first word',
      's',
      quantiles('llm_time_to_first_token_seconds'),
    ],
    [
      'Usage missing, answers cut short',
      'Calls whose provider reported no usage, so that a tokenizer counted; and answers that ended at their length or a content filter',
      'reqps',
      {
        '{{model}} no usage': rate('llm_usage_missing_total', 'model'),
        '{{model}} {{reason}}': rate('llm_incomplete_total', 'model, reason'),
      },
    ],
  ],
  'Limits and budgets': [
    [
      'Decisions',
      'Calls allowed and denied, by policy',
      'reqps',
      { '{{policy}} {{outcome}}': rate('rate_limit_decisions_total', 'policy, outcome') },
    ],
    [
      'Denied',
      'Share of the calls of each policy. Above a fifth for a quarter of an hour makes a ticket',
      'percentunit',
      { '{{policy}}': 'policy:rate_limit_denied:ratio_rate5m' },
    ],
    [
      'Degraded',
      '1 while the in-process limiter stands in for Redis: each process then grants the whole limit for itself',
      'none',
      { '{{instance}}': 'rate_limit_degraded' },
    ],
    [
      'Who decided',
      'Redis, the process itself, or its memory of a denial',
      'reqps',
      { '{{store}}': rate('rate_limit_decisions_total', 'store') },
    ],
    [
      'Round trips to Redis (p95)',
      'By outcome; a call waits for RATE_LIMIT_REDIS_TIMEOUT_MS at most',
      's',
      { '{{outcome}}': quantile(0.95, 'rate_limit_store_duration_seconds', 'outcome') },
    ],
    [
      'Budget reservations',
      'Reserved before a provider’s call, then settled or released; denied where a budget is spent',
      'reqps',
      { '{{budget}} {{outcome}}': rate('llm_budget_reservations_total', 'budget, outcome') },
    ],
    [
      'Global budgets used',
      'Share of each budget of the whole service that is used or reserved. Above 90 % makes a ticket, a refusal pages',
      'percentunit',
      { '{{budget}}': 'max by (budget) (llm_budget_used_ratio)' },
    ],
    [
      'Budget refusals and overruns',
      'Share of reservations that were denied; and calls that used more than was reserved for them',
      'none',
      {
        '{{budget}} denied': 'budget:llm_budget_denied:ratio_rate15m',
        'overruns per second': total('llm_budget_overrun_total'),
      },
    ],
  ],
  Process: [
    ['Version', 'What runs, by instance', 'none', { '{{version}} {{instance}}': 'docent_build_info' }],
    [
      'Event loop delay',
      'How late the process comes to its work; every request waits as long',
      's',
      {
        'p50 {{instance}}': 'nodejs_eventloop_delay_p50',
        'p99 {{instance}}': 'nodejs_eventloop_delay_p99',
        'most {{instance}}': 'nodejs_eventloop_delay_max',
      },
    ],
    [
      'Event loop utilization',
      'Share of time the process was busy',
      'percentunit',
      { '{{instance}}': 'nodejs_eventloop_utilization' },
    ],
    [
      'Heap',
      'JavaScript objects in use, and what V8 has reserved for them',
      'bytes',
      {
        'used {{instance}}': 'sum by (instance) (v8js_memory_heap_used)',
        'reserved {{instance}}': 'sum by (instance) (v8js_memory_heap_space_size)',
      },
    ],
    [
      'Garbage collection',
      'Share of time spent, by kind',
      'percentunit',
      { '{{v8js_gc_type}}': rate('v8js_gc_duration_sum', 'v8js_gc_type') },
    ],
    [
      'Open resources',
      'What keeps the event loop alive: sockets, timers, requests. Steady growth is a leak',
      'none',
      { '{{v8js_resource_type}}': 'sum by (v8js_resource_type) (v8js_resource_active)' },
    ],
  ],
  Collector: [
    [
      'Spans',
      'Received by the collector, and delivered by each exporter',
      'ops',
      {
        received: total('otelcol_receiver_accepted_spans'),
        'sent by {{exporter}}': rate('otelcol_exporter_sent_spans', 'exporter'),
      },
    ],
    [
      'Refused and lost',
      'Refused: it is short of memory. Lost: a backend did not take them for five minutes, or the queue was full',
      'ops',
      {
        'refused spans': total('otelcol_receiver_refused_spans'),
        'refused metric points': total('otelcol_receiver_refused_metric_points'),
        'lost by {{exporter}} so far': 'exporter:otelcol_lost:sum',
      },
    ],
    [
      'Queue',
      'Share of each exporter’s queue that waits for its backend',
      'percentunit',
      { '{{exporter}} {{data_type}}': 'otelcol_exporter_queue_size / otelcol_exporter_queue_capacity' },
    ],
    [
      'Metric points',
      'Scraped from the service, and delivered; none where METRICS_EXPORTERS is empty',
      'ops',
      {
        scraped: total('otelcol_receiver_accepted_metric_points'),
        'sent by {{exporter}}': rate('otelcol_exporter_sent_metric_points', 'exporter'),
      },
    ],
    [
      'Memory',
      'Resident; it refuses from 300 MiB on, and is ended at 512',
      'bytes',
      { '{{instance}}': 'otelcol_process_memory_rss' },
    ],
  ],
};
