import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { DocumentStore } from '../../../src/documents/document-store.ts';
import type { LooseObjects } from '../../../src/documents/loose-objects.ts';
import type { ObjectStore } from '../../../src/documents/object-store.ts';
import { originalsInObjects } from '../../../src/documents/originals-in-objects.ts';
import { openPostgresStore } from '../../../src/documents/postgres/postgres-store.ts';
import { createS3Objects } from '../../../src/documents/s3/s3-objects.ts';
import { startObjectSweep } from '../../../src/documents/sweep-objects.ts';
import { eventually } from '../../support/eventually.ts';
import { failure } from '../../support/failure.ts';
import { takeDatabase } from '../../support/postgres-database.ts';
import { type S3Server, startS3Server } from '../../support/s3-server.ts';
import { contentOf, type OpenStore, someone, storeContract } from '../../support/store-contract.ts';
import { documentsContract } from '../documents.contract.ts';
import { ingestQueueContract } from '../ingest-queue.contract.ts';
import { originalsContract } from '../originals.contract.ts';
import { ownerShareContract } from '../owner-share.contract.ts';

/** `npm run test:objects` also asks what this store shares with the one without S3. */
const IN_FULL = process.env.TEST_S3_VERSITYGW !== undefined;
const QUIET = { info() {}, warn() {} };

describe('the store in PostgreSQL with originals in S3', () => {
  let s3: S3Server;
  let prefix: string;
  let plain: DocumentStore & { looseObjects: LooseObjects };
  let query: (text: string) => Promise<unknown>;
  /** What fails in place of the object store's calls. */
  let broken: Partial<ObjectStore> = {};
  before(async () => {
    s3 = await startS3Server();
  });
  after(() => s3[Symbol.asyncDispose]());

  const open: OpenStore = async (options) => {
    const { url, giveBack, ...database } = await takeDatabase();
    prefix = randomUUID();
    broken = {};
    query = database.query;
    const openAnother = async () => {
      plain = await openPostgresStore({ url, maxConnections: 4, ...options });
      const objects = createS3Objects(s3.options(prefix));
      const breakable = new Proxy(objects, { get: (target, name: keyof ObjectStore) => broken[name] ?? target[name] });
      return originalsInObjects(plain, breakable);
    };
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
  const sweep = () =>
    startObjectSweep({
      looseObjects: plain.looseObjects,
      objects: createS3Objects(s3.options(prefix)),
      log: QUIET,
      everyMs: 20,
    });
  const keys = () => s3.keys(prefix);

  describe('originals', () => originalsContract(open));
  if (IN_FULL) {
    describe('documents', () => documentsContract(open));
    describe('owner share', () => ownerShareContract(open));
    describe('ingest queue', () => ingestQueueContract(open));
  }

  describe('rows and objects', () => {
    const { store, upload, admit, offer, claim, list, bytesOf } = storeContract(open);
    let owner = someone();
    beforeEach(() => {
      owner = someone();
    });

    it('agree: an object a document, whatever was sent twice, and none once it is deleted', async () => {
      const { document } = await admit(owner, 'one', 'a.txt');
      await Promise.all([1, 2, 3].map(() => offer(owner, 'one', 'a.txt')));
      await admit(owner, 'other', 'b.txt');

      expect(await keys()).to.have.length(2);
      expect(await store.documents.remove(owner, document.id)).to.equal('removed');
      expect(await keys()).to.have.length(1);
      expect(await plain.looseObjects.due(10)).to.deep.equal([]);
    });

    it('leave none behind of an upload that was not taken in', async () => {
      const tooLarge = await offer(owner, 'x'.repeat(4_100_000));

      expect(tooLarge).to.include({ outcome: 'over_quota' });
      expect(await keys()).to.deep.equal([]);
    });

    it('make no document where the object could not be written', async () => {
      broken = { put: async () => Promise.reject(new Error('gone')) };

      expect(await failure(offer(owner, 'lost'))).to.include({ message: 'gone' });
      expect(await list(owner)).to.include({ total: 0 });
    });

    it('of an upload that died between object and row, the sweep removes the object once its time is over, not before', async () => {
      const { document } = await admit(owner, 'kept', 'kept.txt');
      const dead = createS3Objects(s3.options(prefix));
      for (const [key, dueMs] of [
        ['dead', 0],
        ['under-way', 60_000],
      ] as const) {
        await plain.looseObjects.announce(owner, key, dueMs);
        await dead.put(key, await upload(key));
      }

      const stop = sweep();
      await eventually(keys, (all) => !all.includes('dead'));
      await stop();

      expect(await keys()).to.have.members(['under-way', document.objectKey]);
      expect(await bytesOf(owner, document.id)).to.equal('kept');
    });

    it('take no object over whose removal has begun: the upload is refused, and may come again', async () => {
      broken = {
        async put(key, file) {
          await createS3Objects(s3.options(prefix)).put(key, file);
          await query(`UPDATE docent.loose_objects SET due_at = 0`);
          await plain.looseObjects.due(10); // as a sweep does for whom an hour has passed meanwhile
        },
      };
      const refused = await offer(owner, 'late', 'late.txt');
      broken = {};

      expect(refused).to.equal('busy');
      expect(await admit(owner, 'late', 'late.txt')).to.include({ outcome: 'created' });
    });

    it('delete a document whose object cannot be removed yet, say so, and remove it when asked again', async () => {
      const { document } = await admit(owner, 'stubborn');
      broken = { remove: () => Promise.reject(new Error('gone')) };
      const first = await failure(store.documents.remove(owner, document.id));
      const meanwhile = await store.documents.get(owner, document.id);
      broken = {};

      expect(first).to.include({ message: 'gone' });
      expect(meanwhile).to.equal(null);
      expect(await keys()).to.have.length(1);
      expect(await store.documents.remove(owner, document.id)).to.equal('removed');
      expect(await keys()).to.deep.equal([]);
      expect(await store.documents.remove(owner, document.id)).to.equal('unknown');
    });

    it('are swept where nobody asks again', async () => {
      const { document } = await admit(owner, 'forgotten');
      broken = { remove: () => Promise.reject(new Error('gone')) };
      await failure(store.documents.remove(owner, document.id));

      const stop = sweep();
      await eventually(keys, (all) => all.length === 0);
      await stop();
    });

    it('keep no file of a document that had no room for its text, and take it again when it is sent again', async () => {
      const text = 'word '.repeat(400_000);
      const { document } = await admit(owner, text, 'large.txt');
      const completion = await store.ingestQueue.complete(await claim(), contentOf(text + text));
      const stop = sweep();
      await eventually(keys, (all) => all.length === 0);
      await stop();
      const again = await admit(owner, text, 'large.txt');

      expect(completion).to.equal('over_quota');
      expect(again).to.include({ outcome: 'requeued' });
      expect(again.document.id).to.equal(document.id);
      expect(await bytesOf(owner, document.id)).to.equal(text);
      expect(await keys()).to.deep.equal([again.document.objectKey]);
    });

    if (IN_FULL)
      it('are made of the very bytes that were received: the server is told their digest, and compares', async () => {
        const file = await upload('as received');
        const objects = createS3Objects(s3.options(prefix));

        const changed = await failure(objects.put('changed', { ...file, sha256: '0'.repeat(64) }));

        expect(changed).to.include({ code: 'overloaded' });
        expect(await keys()).to.deep.equal([]);
      });

    it('read what the database kept before there was a bucket', async () => {
      await plain.documents.admit(owner, await upload('early'));
      const [early] = (await list(owner)).documents;

      expect(await bytesOf(owner, early!.id)).to.equal('early');
      expect(await keys()).to.deep.equal([]);
      expect(await plain.looseObjects.isInUse()).to.equal(false);
      await admit(owner, 'later');
      expect(await plain.looseObjects.isInUse()).to.equal(true);
    });
  });
});
