// Made from the OpenAPI document by `npm run reference`.

export type Citation = {
  /** The number that stands in the answer */
  n: number;
  document_id: string;
  filename: string;
  /** Null where the format has no pages */
  page_number: number | null;
  chunk_position: number;
  /** The passage */
  chunk_text: string;
  relevance_score: number;
  /** Offsets of `text` in the document, UTF-16 code units */
  start: number;
  end: number;
  /** The quoted sentence, verbatim */
  text: string;
  /** Whether the document holds this text, or it was read from a picture of it */
  source: 'text' | 'ocr';
};

/** A statement is `answer.slice(start, end)` */
export type Statement = {
  /** Offset in `answer`, UTF-16 code units */
  start: number;
  /** Offset in `answer`, UTF-16 code units */
  end: number;
  /** `n` of the passages it rests on */
  citations: Array<number>;
  /** verbatim: the cited passages have it word for word; supported: they have its numbers, dates, names, quotations, negations and words */
  support: 'verbatim' | 'supported' | 'unsupported';
};

export type HighlightedCitation = {
  /** The number that stands in the answer */
  n: number;
  document_id: string;
  filename: string;
  /** Null where the format has no pages */
  page_number: number | null;
  chunk_position: number;
  /** The passage */
  chunk_text: string;
  relevance_score: number;
  /** Offsets of `text` in the document, UTF-16 code units */
  start: number;
  end: number;
  /** The quoted sentence, verbatim */
  text: string;
  /** Whether the document holds this text, or it was read from a picture of it */
  source: 'text' | 'ocr';
  /** `chunk_text.slice(highlight_start, highlight_end)` */
  highlighted_passage: string;
  highlight_start: number;
  highlight_end: number;
};

export type Error_malformed_json = {
  error: 'malformed_json';
  /** For the caller to read */
  message: string;
  request_id: string;
};

export type Error_malformed_upload = {
  error: 'malformed_upload';
  /** For the caller to read */
  message: string;
  request_id: string;
};

export type Error_malformed_request = {
  error: 'malformed_request';
  /** For the caller to read */
  message: string;
  request_id: string;
};

export type Error_unauthorized = {
  error: 'unauthorized';
  /** For the caller to read */
  message: string;
  request_id: string;
};

export type Error_invalid_token = {
  error: 'invalid_token';
  /** For the caller to read */
  message: string;
  request_id: string;
};

export type Error_forbidden_origin = {
  error: 'forbidden_origin';
  /** For the caller to read */
  message: string;
  request_id: string;
};

export type Error_not_found = {
  error: 'not_found';
  /** For the caller to read */
  message: string;
  request_id: string;
};

export type Error_method_not_allowed = {
  error: 'method_not_allowed';
  /** For the caller to read */
  message: string;
  request_id: string;
};

export type Error_payload_too_large = {
  error: 'payload_too_large';
  /** For the caller to read */
  message: string;
  request_id: string;
};

export type Error_unsupported_media_type = {
  error: 'unsupported_media_type';
  /** For the caller to read */
  message: string;
  request_id: string;
};

export type Error_misdirected_request = {
  error: 'misdirected_request';
  /** For the caller to read */
  message: string;
  request_id: string;
};

export type Error_invalid_request = {
  error: 'invalid_request';
  /** For the caller to read */
  message: string;
  request_id: string;
  /** Each field that is not as it should be */
  details: Array<{
    path: string;
    message: string;
  }>;
};

export type Error_empty_file = {
  error: 'empty_file';
  /** For the caller to read */
  message: string;
  request_id: string;
};

export type Error_rate_limited = {
  error: 'rate_limited';
  /** For the caller to read */
  message: string;
  request_id: string;
  policy: 'query' | 'upload' | 'default' | 'ingest' | 'uploads' | 'downloads';
  /** Seconds until a retry can succeed */
  retry_after?: number;
};

export type Error_budget_exhausted = {
  error: 'budget_exhausted';
  /** For the caller to read */
  message: string;
  request_id: string;
  /** The one that has no room */
  budget: 'tokens' | 'cost' | 'tokens_global' | 'cost_global';
  /** Seconds until a retry can succeed */
  retry_after?: number;
};

export type Error_internal = {
  error: 'internal';
  /** For the caller to read */
  message: string;
  request_id: string;
};

export type Error_budget_unavailable = {
  error: 'budget_unavailable';
  /** For the caller to read */
  message: string;
  request_id: string;
};

export type Error_overloaded = {
  error: 'overloaded';
  /** For the caller to read */
  message: string;
  request_id: string;
};

export type Error_shutting_down = {
  error: 'shutting_down';
  /** For the caller to read */
  message: string;
  request_id: string;
};

export type Error_quota_exceeded = {
  error: 'quota_exceeded';
  /** For the caller to read */
  message: string;
  request_id: string;
};

/** What all model calls of the question used together */
export type AnswerUsage = {
  input_tokens: number;
  output_tokens: number;
  total_tokens: number;
  /** US dollars; null: no price is known */
  cost_usd: number | null;
  source: 'provider' | 'estimated' | 'none';
};

export type Upload = {
  document_id: string;
  filename: string;
  /** `completed` and `failed` are final */
  status: 'queued' | 'extracting' | 'chunking' | 'embedding' | 'indexing' | 'completed' | 'failed';
  progress: number;
  /** The status in words */
  message: string;
  bytes: number;
  sha256: string;
  media_type: 'application/pdf' | 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' | 'application/vnd.openxmlformats-officedocument.presentationml.presentation' | 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' | 'application/vnd.oasis.opendocument.text' | 'application/epub+zip' | 'application/rtf' | 'message/rfc822' | 'text/html' | 'text/markdown' | 'text/csv' | 'text/tab-separated-values' | 'application/json' | 'text/plain';
  status_url: string;
  created_at: string;
  /** The same bytes under the same name were there already */
  duplicate: boolean;
};

export type DocumentPage = {
  documents: Array<Document>;
  /** Null: this is the last page */
  next_cursor: string | null;
  /** Documents over all pages */
  total: number;
};

export type Document = {
  document_id: string;
  filename: string;
  /** `completed` and `failed` are final */
  status: 'queued' | 'extracting' | 'chunking' | 'embedding' | 'indexing' | 'completed' | 'failed';
  progress: number;
  /** The status in words */
  message: string;
  bytes: number;
  sha256: string;
  media_type: 'application/pdf' | 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' | 'application/vnd.openxmlformats-officedocument.presentationml.presentation' | 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' | 'application/vnd.oasis.opendocument.text' | 'application/epub+zip' | 'application/rtf' | 'message/rfc822' | 'text/html' | 'text/markdown' | 'text/csv' | 'text/tab-separated-values' | 'application/json' | 'text/plain';
  status_url: string;
  created_at: string;
  /** Pages, of a format that has pages; null until it is known */
  pages: number | null;
  /** Numbers of the pages that hold no text and could not be read; `message` names them, too */
  pages_without_text: Array<number>;
  /** UTF-16 code units of the text; null until it is known */
  chars: number | null;
  /** Passages that the text was cut into; null until it is known */
  chunk_count: number | null;
  /** Why the document could not be read */
  error: {
    code: 'password_protected' | 'corrupt_file' | 'parse_limit_exceeded' | 'no_text' | 'quota_exceeded' | 'internal';
    message: string;
  } | null;
  /** Model of its vectors */
  embedding_model: string | null;
  /** Its vectors of the configured model; null where none is configured */
  embedding: 'pending' | 'completed' | 'failed' | 'budget_exhausted' | null;
};

export type TextSlice = {
  text: string;
  start: number;
  end: number;
  /** Length of the whole text */
  total_chars: number;
};

export type Passages = {
  /** Best first */
  passages: Array<Citation>;
  request_id: string;
};

export type Usage = {
  subject: 'user' | 'ip';
  limits: Array<{
    policy: 'query' | 'upload' | 'default';
    limit: number;
    window_seconds: number;
    remaining: number;
    /** Until the next unit returns */
    reset_seconds: number;
  }>;
  budgets: Array<{
    budget: 'tokens' | 'cost';
    /** Tokens, or US dollars */
    limit: number;
    /** Spent and reserved */
    used: number;
    /** The part of it that calls under way hold */
    reserved: number;
    remaining: number;
    window_seconds: number;
    reset_seconds: number;
  }>;
};

export type Readiness = {
  status: 'ready' | 'degraded' | 'starting' | 'stopping' | 'failed';
  checks: Record<string, 'ok' | 'degraded' | 'failed'>;
  /** Of what kind the failures are while `checks.llm` is degraded */
  error_type?: string;
};

export type Answer = {
  query_id: string;
  /** Untrusted text with marks such as [1]: a model may have written it */
  answer: string;
  answered: boolean;
  refusal_reason: 'no_documents' | 'documents_still_processing' | 'not_in_documents' | 'ungrounded' | 'model_refused' | null;
  answer_mode: 'extractive' | 'generative';
  model: string;
  /** Why the extractive answer stands in for the model’s */
  degraded: 'llm_unavailable' | 'token_budget' | null;
  /** Why the model’s answer ends early */
  incomplete: 'length' | 'content_filter' | null;
  /** All of the answer but its marks and white space; of a refusal none */
  statements: Array<Statement>;
  /** Where `answer` has the time, number or name that was asked for; null: not known */
  answer_span: {
    /** Offset in `answer`, UTF-16 code units */
    start: number;
    /** Offset in `answer`, UTF-16 code units */
    end: number;
  } | null;
  /** How often an answer with such evidence is right; of a model’s answer how much of it is supported */
  confidence: {
    score: number;
    level: 'high' | 'medium' | 'low';
  };
  /** The passages that the answer names, by `n` */
  citations: Array<Citation>;
  /** What else was retrieved, best first */
  closest: Array<Citation>;
  usage: AnswerUsage;
  timings_ms: {
    retrieve: number;
    generate: number;
    total: number;
  };
  request_id: string;
};

export type EnhancedAnswer = {
  query_id: string;
  /** Untrusted text with marks such as [1]: a model may have written it */
  answer: string;
  answered: boolean;
  refusal_reason: 'no_documents' | 'documents_still_processing' | 'not_in_documents' | 'ungrounded' | 'model_refused' | null;
  answer_mode: 'extractive' | 'generative';
  model: string;
  /** Why the extractive answer stands in for the model’s */
  degraded: 'llm_unavailable' | 'token_budget' | null;
  /** Why the model’s answer ends early */
  incomplete: 'length' | 'content_filter' | null;
  /** All of the answer but its marks and white space; of a refusal none */
  statements: Array<Statement>;
  /** Where `answer` has the time, number or name that was asked for; null: not known */
  answer_span: {
    /** Offset in `answer`, UTF-16 code units */
    start: number;
    /** Offset in `answer`, UTF-16 code units */
    end: number;
  } | null;
  /** How often an answer with such evidence is right; of a model’s answer how much of it is supported */
  confidence: {
    score: number;
    level: 'high' | 'medium' | 'low';
  };
  /** The passages that the answer names, by `n` */
  citations: Array<HighlightedCitation>;
  /** What else was retrieved, best first */
  closest: Array<HighlightedCitation>;
  usage: AnswerUsage;
  timings_ms: {
    retrieve: number;
    generate: number;
    total: number;
  };
  request_id: string;
  /** The wordings that were searched for, the original first */
  queries_used: Array<string>;
};

export type AnswerMeta = {
  query_id: string;
  request_id: string;
  answer_mode: 'extractive' | 'generative';
  model: string;
};

export type AnswerSources = {
  /** The passages that may be cited */
  citations: Array<Citation>;
};

export type AnswerDelta = {
  /** The next piece of the answer */
  text: string;
};

export type Error = Error_malformed_json | Error_malformed_upload | Error_malformed_request | Error_unauthorized | Error_invalid_token | Error_forbidden_origin | Error_not_found | Error_method_not_allowed | Error_payload_too_large | Error_unsupported_media_type | Error_misdirected_request | Error_invalid_request | Error_empty_file | Error_rate_limited | Error_budget_exhausted | Error_internal | Error_budget_unavailable | Error_overloaded | Error_shutting_down | Error_quota_exceeded;
