/** An owner who keeps more than this share of what one may keep is close to the limit. */
export const NEAR_QUOTA = 0.9;

/** What a store holds of all owners together. */
export type StoreFigures = {
  /** Originals, texts, index and vectors. */
  readonly keptBytes: number;
  /** Those who keep more than `NEAR_QUOTA` of what one owner may. */
  readonly ownersNearQuota: number;
  /** Documents that nobody works on yet. */
  readonly waiting: number;
  /** How long the oldest of them has waited; 0 where none does. */
  readonly oldestWaitingSeconds: number;
};
