import type {
  Answer,
  AnswerDelta,
  AnswerMeta,
  AnswerSources,
  AnswerUsage,
  Document,
  DocumentPage,
  EnhancedAnswer,
  Error as ErrorBody,
  Passages,
  TextSlice,
  Upload,
  Usage,
} from './api.d.ts';

export type * from './api.d.ts';
export type { ErrorBody };
export type ErrorCode = ErrorBody['error'];

export type ClientOptions = {
  /** Where the service is, such as `http://localhost:8000`; in a browser, by default, the page's own origin. */
  baseUrl?: string;
  /** Bearer token, or what makes one for each call. */
  token?: string | (() => string | Promise<string>);
  /** How often a call is sent again after the time that `Retry-After` says; 0 by default: it fails at once. */
  retries?: number;
  /** Told before each such wait. */
  onWait?: (wait: { seconds: number; error: DocentError }) => void;
  /** Told of every answer, for its headers: what is left of the limits. */
  onAnswer?: (response: Response) => void;
  fetch?: typeof globalThis.fetch;
};

export type CallOptions = { signal?: AbortSignal; retries?: number };
export type SearchOptions = CallOptions & {
  /** 1–20. */
  maxResults?: number;
  /** At most 100; null or absent: all of the caller's documents. */
  documentIds?: readonly string[] | null;
};
/** Several wordings of the question, reranking, highlights and a confidence. */
export type Enhance = { rewrite?: boolean; queries?: number; rerank?: boolean };
export type AskOptions = SearchOptions & { enhanced?: boolean | Enhance };
type Enhanced = { enhanced: true | Enhance };

/** What a stream tells, in this order, as it comes; `done` is the last. */
export type AnswerEvent<Done = Answer> =
  | { event: 'meta'; data: AnswerMeta }
  | { event: 'sources'; data: AnswerSources }
  | { event: 'delta'; data: AnswerDelta }
  | { event: 'usage'; data: AnswerUsage }
  | { event: 'done'; data: Done };

/** Every method rejects with a DocentError for what the service refuses, and as `fetch` does where it cannot be reached. */
export type Docent = {
  /** Uploads a file and waits up to `wait` seconds (0–30) for the end of its ingestion. */
  upload(file: Blob, options?: CallOptions & { wait?: number; filename?: string }): Promise<Upload>;
  documents(
    options?: CallOptions & { limit?: number; cursor?: string; status?: Document['status'] },
  ): Promise<DocumentPage>;
  document(id: string, options?: CallOptions): Promise<Document>;
  /** A slice of a document's text, by UTF-16 offsets, as citations name it. */
  text(id: string, options?: CallOptions & { start?: number; end?: number }): Promise<TextSlice>;
  remove(id: string, options?: CallOptions): Promise<void>;
  search(query: string, options?: SearchOptions): Promise<Passages>;
  ask(query: string, options: AskOptions & Enhanced): Promise<EnhancedAnswer>;
  ask(query: string, options?: AskOptions): Promise<Answer>;
  /** The answer while it is made. Leaving the loop early stops the model. */
  stream(query: string, options: AskOptions & Enhanced): AsyncGenerator<AnswerEvent<EnhancedAnswer>, void>;
  stream(query: string, options?: AskOptions): AsyncGenerator<AnswerEvent, void>;
  usage(options?: CallOptions): Promise<Usage>;
};

export function createDocent(options?: ClientOptions): Docent;

/** An error that the service answered. `body` has what its code adds, by `body.error`. */
export class DocentError extends globalThis.Error {
  constructor(status: number, body: ErrorBody, retryAfterSeconds?: number | null);
  readonly status: number;
  readonly code: ErrorCode;
  readonly body: ErrorBody;
  readonly requestId: string;
  /** As `Retry-After` says; null: it says nothing. */
  readonly retryAfterSeconds: number | null;
}
