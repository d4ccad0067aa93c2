import type { Document, Owner } from './document.ts';

/** The workers that turn admitted uploads into searchable documents. */
export type Ingestion = {
  /** Says that there may be work; without it, workers look every second or so. */
  wake(): void;
  /** The document as it stands when it is final, after `waitMs`, or once `signal` aborts, whichever is first; null if it is gone. */
  settled(owner: Owner, id: string, waitMs: number, signal: AbortSignal): Promise<Document | null>;
  /** Cancels a running ingestion of a document that was just deleted. */
  cancel(id: string): void;
  /** Takes no more work and hands running jobs back, uncounted. */
  stop(): Promise<void>;
};
