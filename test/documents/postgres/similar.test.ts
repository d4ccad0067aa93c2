import { expect } from 'chai';
import { createDatabase } from '../../../src/documents/postgres/database.ts';
import { openPostgresStore } from '../../../src/documents/postgres/postgres-store.ts';
import { createSimilar } from '../../../src/documents/postgres/similar.ts';
import { takeDatabase } from '../../support/postgres-database.ts';
import { MODEL, someone, storeContract } from '../../support/store-contract.ts';

describe('similar passages in PostgreSQL', () => {
  let url: string;
  const { addVectors } = storeContract(async (options) => {
    const database = await takeDatabase();
    url = database.url;
    const another = () => openPostgresStore({ url, maxConnections: 2, ...options });
    const store = await another();
    const dispose = async () => {
      await store.close();
      await database.giveBack();
    };
    return { store, another, dispose };
  });

  it('are looked for among as many vectors as a question has time for, and not among one more', async () => {
    const owner = someone();
    const { id } = await addVectors(owner, [[1, 0]]);
    const bytesOfOne = 2 * Float32Array.BYTES_PER_ELEMENT;
    const database = createDatabase({ url, maxConnections: 2 });
    const similar = createSimilar(database, 2 * bytesOfOne);
    const query = { owner, documentIds: null, limit: 9, vector: { model: MODEL, values: Float32Array.of(1, 0) } };

    await addVectors(owner, [[0, 1]]);
    expect((await similar(query)).passages).to.have.length(2);
    await addVectors(owner, [[0, 1]]);
    expect(await similar(query)).to.deep.equal({ passages: [], background: 0 });
    expect((await similar({ ...query, documentIds: [id] })).passages).to.have.length(1);
    await database.close();
  });
});
