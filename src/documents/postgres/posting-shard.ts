import type { Owner } from '../../limits/caller.ts';
import type { Session } from './database.ts';
import type { Library } from './library.ts';

/** Chunks of a posting shard: small documents share one until it holds so many. */
const SHARD_CHUNKS = 256;

const FILL = 'UPDATE libraries SET shard = $2, shard_chunks = $3 WHERE owner = $1';

/** Chooses the shard for a new document's postings: the one being filled, or a new one when that would hold too much. */
export async function nextShard(
  session: Session,
  owner: Owner,
  { shard, shard_chunks: filled }: Library,
  chunks: number,
): Promise<number> {
  const fits = filled + chunks <= SHARD_CHUNKS;
  const chosen = fits ? shard : shard + 1;
  await session.all(FILL, [owner, chosen, fits ? filled + chunks : chunks]);
  return chosen;
}
