import { openPostgresStore } from '../../../src/documents/postgres/postgres-store.ts';
import { takeDatabase } from '../../support/postgres-database.ts';
import type { OpenStore } from '../../support/store-contract.ts';
import { copyingContract } from '../copying.contract.ts';
import { documentsContract } from '../documents.contract.ts';
import { figuresContract } from '../figures.contract.ts';
import { ingestQueueContract } from '../ingest-queue.contract.ts';
import { originalsContract } from '../originals.contract.ts';
import { ownerShareContract } from '../owner-share.contract.ts';
import { passageIndexContract } from '../passage-index.contract.ts';

const open: OpenStore = async (options) => {
  const { url, giveBack } = await takeDatabase();
  const openAnother = () => openPostgresStore({ url, maxConnections: 4, ...options });
  const store = await openAnother();
  return {
    store,
    another: openAnother,
    async dispose() {
      await store.close();
      await giveBack();
    },
  };
};

describe('the store in PostgreSQL', () => {
  describe('documents', () => documentsContract(open));
  describe('owner share', () => ownerShareContract(open));
  describe('ingest queue', () => ingestQueueContract(open));
  describe('passage index', () => passageIndexContract(open));
  describe('originals', () => originalsContract(open));
  describe('figures', () => figuresContract(open));
  describe('copying', () => copyingContract(open));
});
