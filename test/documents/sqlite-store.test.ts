import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { openSqliteStore } from '../../src/documents/sqlite/sqlite-store.ts';
import { documentStoreContract } from './document-store.contract.ts';

describe('the embedded store', () => {
  documentStoreContract(async (options) => {
    const folder = await mkdtemp(`${tmpdir()}/docent-test-`);
    const store = await openSqliteStore({ folder, ...options });
    return {
      store,
      another: () => openSqliteStore({ folder, ...options }),
      dispose: async () => {
        await store.close();
        await rm(folder, { recursive: true });
      },
    };
  });
});
