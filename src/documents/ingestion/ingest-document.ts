import type { Logger } from 'pino';
import { AppError } from '../../errors.ts';
import type { Instruments } from '../../telemetry/instruments.ts';
import type { Content, IngestQueue, Job } from '../ingest-queue.ts';
import type { Originals } from '../originals.ts';
import { NoProcessError } from '../parsing/no-process-error.ts';
import { ParseError } from '../parsing/parse-error.ts';
import type { Parser } from '../parsing/parser.ts';
import { answered, StoreBusyError } from '../store-failure.ts';
import type { EmbedChunks, EmbeddedChunks } from './embed-chunks.ts';
import type { Indexing } from './indexing.ts';
import { paidVectors } from './partial-vectors.ts';
import { wellFormed } from './well-formed.ts';

export type IngestDeps = {
  queue: Pick<IngestQueue, 'advance' | 'complete' | 'fail' | 'release' | 'keepVectors' | 'keptVectors'>;
  originals: Pick<Originals, 'read'>;
  parser: Pick<Parser, 'parse'>;
  /** Null where no embedding model is configured. */
  embedChunks: EmbedChunks | null;
  instruments: Pick<Instruments, 'recordDocumentIngested'>;
  log: Pick<Logger, 'info' | 'error'>;
  /** How long a claim holds without a sign of life, ms. */
  leaseMs: number;
};

/** Why a running job is aborted: the service stops, and the job goes back uncounted. */
export const STOPPING = new Error('The service is stopping');
/** The document was deleted, or another worker has retaken it. */
export const LOST = new Error('The document is no longer ours');

/** Attempts during which the worker died count too: a document that kills the service is not tried for ever. */
const ATTEMPTS_MAX = 3;
const UNEXPLAINED = 'The document could not be processed.';
const PROGRESS = { extracting: 5, chunking: 60, embedding: 70, indexing: 90 } as const;
const STEP_PROGRESS = PROGRESS.indexing - PROGRESS.embedding;
type Step = keyof typeof PROGRESS;
/** Says how far the ingestion has come: a step, and which share of the way to the next one, 0–1. */
type ReportStep = (step: Step, share?: number) => Promise<void>;

/**
 * Brings one claimed document to its end: completed, failed, back in the queue, or dropped because it is gone. Rejects when
 * the store is busy or the system gives no process, which says nothing about the document: it is still held then, and to
 * be handed back.
 */
export function createIngestDocument(deps: IngestDeps) {
  const { queue, instruments, log, leaseMs } = deps;

  return async function ingestDocument(job: Job, indexing: Indexing, controller: AbortController): Promise<void> {
    const { signal } = controller;
    const { documentId: document_id } = job;
    let current: { status: Step; progress: number } = { status: 'extracting', progress: PROGRESS.extracting };
    const renew = async () => {
      if (answered(await queue.advance(job, { ...current, leaseMs })) === 'lost') controller.abort(LOST);
    };
    const reportStep: ReportStep = async (status, share = 0) => {
      current = { status, progress: PROGRESS[status] + Math.floor(share * STEP_PROGRESS) };
      await renew();
      signal.throwIfAborted();
    };
    const heartbeat = setInterval(() => void renew().catch(() => {}), leaseMs / 3); // unrenewed, a lease just ends
    try {
      const content = await contentOf(deps, job, { indexing, reportStep, signal });
      const completion = answered(await queue.complete(job, content));
      if (completion === 'completed') ended('completed');
      if (completion === 'over_quota') ended('failed', 'quota_exceeded');
    } catch (error) {
      if (signal.reason === STOPPING) answered(await queue.release(job));
      else if (error instanceof StoreBusyError || error instanceof NoProcessError) throw error;
      else if (!signal.aborted && error !== LOST) await fail(error);
    } finally {
      clearInterval(heartbeat);
    }

    async function fail(error: unknown): Promise<void> {
      const failure = failureOf(error);
      if (failure.code === 'internal')
        log.error({ err: error, document_id, earlier_attempts: job.attempts }, 'ingestion failed');
      const retry = failure.retry && job.attempts + 1 < ATTEMPTS_MAX;
      const outcome = answered(await queue.fail(job, { code: failure.code, message: failure.message, retry }));
      if (outcome === 'recorded' && !retry) ended('failed', failure.code);
    }

    function ended(outcome: 'completed' | 'failed', code?: string): void {
      instruments.recordDocumentIngested(job.mediaType, outcome);
      log.info({ document_id, outcome, code }, 'document ingested');
    }
  };
}

type Steps = { indexing: Indexing; reportStep: ReportStep; signal: AbortSignal };

/** From bytes to content, step by step. */
async function contentOf(deps: IngestDeps, job: Job, { indexing, reportStep, signal }: Steps): Promise<Content> {
  const { originals, parser, embedChunks } = deps;
  if (job.attempts >= ATTEMPTS_MAX) throw new ParseError('internal', UNEXPLAINED);
  await reportStep('extracting');
  const original = await originals.read(job.owner, job.documentId);
  if (!original) throw LOST;
  const extract = wellFormed(
    await parser.parse({ owner: job.owner, mediaType: job.mediaType, bytes: original.bytes, signal }),
  );
  if (extract.text.trim() === '') throw new ParseError('no_text', 'The file holds no text.');
  await reportStep('chunking');
  const content = await indexing.index(extract, signal);
  if (embedChunks) await reportStep('embedding');
  const onProgress = (share: number) => reportStep('embedding', share);
  const embedded = await embedChunks?.(content.chunks, {
    paid: paidVectors(deps.queue, job),
    signal,
    payer: job.payer,
    effort: 'briefly',
    onProgress,
  });
  await reportStep('indexing');
  return { ...content, ...(embedded && vectorsOf(embedded, job)) };
}

/** What is kept of the attempt to embed a document: vectors, or who is to pay for them later. */
function vectorsOf(embedded: EmbeddedChunks, { payer }: Job): Partial<Content> {
  if (embedded.outcome === 'embedded') return { vectors: embedded.vectors };
  if (embedded.outcome === 'refused') return { vectorsRefusedBy: embedded.model };
  return { vectorsDue: { payer, ...(embedded.outcome === 'exhausted' && { afterMs: embedded.retryAfterMs }) } };
}

function failureOf(error: unknown): Pick<ParseError, 'code' | 'message' | 'retry'> {
  if (error instanceof ParseError) return error;
  if (error instanceof AppError && error.code === 'quota_exceeded')
    return { code: 'quota_exceeded', message: 'There was no room left to store the text.', retry: true };
  return { code: 'internal', message: UNEXPLAINED, retry: true };
}
