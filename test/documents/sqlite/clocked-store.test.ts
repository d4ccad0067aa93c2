import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdmission } from '../../../src/documents/sqlite/admission.ts';
import { openForWriting } from '../../../src/documents/sqlite/database.ts';
import { createQueue } from '../../../src/documents/sqlite/queue.ts';
import { createRemoval } from '../../../src/documents/sqlite/removal.ts';
import { createSecrets } from '../../../src/documents/sqlite/secrets.ts';
import { createTurns } from '../../../src/documents/sqlite/turns.ts';
import type { OpenClockedStore } from '../../support/clocked-store.ts';
import { leasesContract } from '../leases.contract.ts';
import { turnsContract } from '../turns.contract.ts';

const open: OpenClockedStore = async () => {
  const folder = await mkdtemp(`${tmpdir()}/docent-test-`);
  const database = openForWriting(join(folder, 'docent.db'));
  let nowMs = 1_800_000_000_000;
  const now = () => nowMs;
  const turns = createTurns(database, now);
  const { claim, advance, fail, release, releaseAll } = createQueue(database, turns, now);
  const secrets = createSecrets(database);
  const admit = createAdmission(database, {
    requireRoom: () => {},
    checkBacklog: () => null,
    secrets,
    storageMaxBytes: 1e9,
    now,
  });
  return {
    queue: {
      claim: async (...given) => claim(...given),
      advance: async (...given) => advance(...given),
      fail: async (...given) => fail(...given),
      release: async (...given) => release(...given),
      releaseAll: async (...given) => releaseAll(...given),
    },
    documents: {
      admit: async (...given) => admit(...given),
      remove: createRemoval(database, { turns, secrets, eraser: { erase: async () => {} } }),
    },
    async wait(ms) {
      nowMs += ms;
    },
    async dispose() {
      database.close();
      await rm(folder, { recursive: true });
    },
  };
};

describe('the time of the embedded store', () => {
  describe('a lease of the queue', () => leasesContract(open));
  describe('turns at ingestion', () => turnsContract(open));
});
