import type { Logger } from 'pino';
import type { AnswerQuestion } from '../answering/answer.ts';
import type { SearchPassages } from '../answering/search-passages.ts';
import type { Documents } from '../documents/documents.ts';
import type { Ingestion } from '../documents/ingestion/ingestion.ts';
import type { Originals } from '../documents/originals.ts';
import type { UploadFolder } from '../documents/upload-folder.ts';
import type { Budget } from '../limits/budget.ts';
import type { Caller } from '../limits/caller.ts';
import type { Decision, Limiter } from '../limits/limiter.ts';
import type { RequestPolicies } from '../limits/request-policies.ts';

/** The parts of the service that operations work with, the same for every call. */
export type Services = {
  readonly documents: Pick<Documents, 'admit' | 'get' | 'list' | 'text' | 'remove'>;
  readonly originals: Pick<Originals, 'read'>;
  readonly ingestion: Pick<Ingestion, 'wake' | 'settled' | 'cancel'>;
  readonly uploads: Pick<UploadFolder, 'create'>;
  readonly answerQuestion: AnswerQuestion;
  readonly searchPassages: SearchPassages;
  readonly limiter: Pick<Limiter, 'peek'>;
  readonly budget: Pick<Budget, 'usage'>;
  /** The configured embedding model; null: none is. */
  readonly embeddingModel: string | null;
  /** The request limits; null: none are kept. */
  readonly policies: RequestPolicies | null;
  readonly log: Pick<Logger, 'warn'>;
  /** Aborted when the service is asked to stop: it ends every wait. */
  readonly stopping: AbortSignal;
};

/** What one call brings to its operation. */
export type Scope = Services & {
  readonly caller: Caller;
  readonly requestId: string;
  /** Aborted once the caller has left. */
  readonly signal: AbortSignal;
  /** What the request limit of this very call decided; null where none is kept. */
  readonly decision: Decision | null;
};
