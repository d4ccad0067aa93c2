import { AppError } from '../errors.ts';
import type { RefusedAdmission } from './documents.ts';
import { quotaMessage } from './quota-message.ts';

/** Tells a caller why an upload was not taken in. */
export function admissionError(refused: RefusedAdmission): AppError {
  if (refused.outcome === 'over_quota') return new AppError('quota_exceeded', quotaMessage(refused.storageMaxBytes));
  const { unfinishedMax, retryAfterSeconds } = refused;
  const unit = retryAfterSeconds === 1 ? 'second' : 'seconds';
  const message = `At most ${unfinishedMax} of your documents may wait or be processed at a time. Try again in ${retryAfterSeconds} ${unit}.`;
  return new AppError('rate_limited', message, {
    extra: { policy: 'ingest', retry_after: retryAfterSeconds },
    retryAfterSeconds,
  });
}
