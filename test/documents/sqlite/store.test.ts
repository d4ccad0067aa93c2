import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { openSqliteStore } from '../../../src/documents/sqlite/sqlite-store.ts';
import type { OpenStore } from '../../support/store-contract.ts';
import { copyingContract } from '../copying.contract.ts';
import { documentsContract } from '../documents.contract.ts';
import { figuresContract } from '../figures.contract.ts';
import { ingestQueueContract } from '../ingest-queue.contract.ts';
import { originalsContract } from '../originals.contract.ts';
import { ownerShareContract } from '../owner-share.contract.ts';
import { passageIndexContract } from '../passage-index.contract.ts';

const open: OpenStore = async (options) => {
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
};

describe('the embedded store', () => {
  describe('documents', () => documentsContract(open));
  describe('owner share', () => ownerShareContract(open));
  describe('ingest queue', () => ingestQueueContract(open));
  describe('passage index', () => passageIndexContract(open));
  describe('originals', () => originalsContract(open));
  describe('figures', () => figuresContract(open));
  describe('copying', () => copyingContract(open));
});
