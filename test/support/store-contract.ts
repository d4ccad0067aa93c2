import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Document, Extract } from '../../src/documents/document.ts';
import type { DocumentStore } from '../../src/documents/document-store.ts';
import type { Admitted, DocumentPage, ListQuery } from '../../src/documents/documents.ts';
import type { ChunkVectors, Content, EmbeddingJob, Job } from '../../src/documents/ingest-queue.ts';
import { chunk } from '../../src/documents/ingestion/chunk.ts';
import type { Owner } from '../../src/limits/caller.ts';
import { terms } from '../../src/text/words.ts';
import { admitted, claimed, page } from './store-outcomes.ts';
import { uploadFile } from './upload-file.ts';

export type StoreUnderTest = {
  store: DocumentStore;
  /** A second store on the same data, as another process has it. */
  another(): Promise<DocumentStore>;
  /** Ends everything and removes the data. */
  dispose(): Promise<void>;
};

/** Makes a new, empty store whose owners may keep `storageMaxBytes`, and have so many documents unfinished. */
export type OpenStore = (options: { storageMaxBytes: number; unfinishedMax: number }) => Promise<StoreUnderTest>;

export const LEASE_MS = 30_000;
export const STORAGE_MAX_BYTES = 4_000_000;
export const UNFINISHED_MAX = 6;
/** An embedding model. */
export const MODEL = 'openai:embed';

/** A new store for each test, and the steps that the contracts of its ports are made of. */
export function storeContract(open: OpenStore) {
  let engine: StoreUnderTest;
  let folder: string;
  beforeEach(async () => {
    engine = await open({ storageMaxBytes: STORAGE_MAX_BYTES, unfinishedMax: UNFINISHED_MAX });
    folder = await mkdtemp(`${tmpdir()}/docent-test-`);
  });
  afterEach(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true });
  });

  const store: Omit<DocumentStore, 'figures' | 'ping' | 'close'> = {
    get documents() {
      return engine.store.documents;
    },
    get ingestQueue() {
      return engine.store.ingestQueue;
    },
    get passageIndex() {
      return engine.store.passageIndex;
    },
    get originals() {
      return engine.store.originals;
    },
    get copying() {
      return engine.store.copying;
    },
  };
  /** Whatever comes of it. */
  const offer = async (owner: Owner, text: string, filename?: string) =>
    store.documents.admit(owner, await uploadFile(folder, text, filename));
  const admit = async (owner: Owner, text: string, filename?: string): Promise<Admitted> =>
    admitted(await offer(owner, text, filename));
  const claim = async (leaseMs = LEASE_MS, worker = 'tester'): Promise<Job> =>
    claimed(await store.ingestQueue.claim(worker, leaseMs));
  return {
    store,
    another: () => engine.another(),
    figures: () => engine.store.figures(),
    upload: (text: string) => uploadFile(folder, text),
    offer,
    admit,
    claim,
    /** Admits a text and completes it. */
    async add(owner: Owner, text: string, filename?: string): Promise<Document> {
      const { document } = await admit(owner, text, filename);
      const completion = await store.ingestQueue.complete(await claim(), contentOf(text));
      if (completion !== 'completed') throw new Error(`Not completed: ${completion}`);
      return document;
    },
    list: async (owner: Owner, query: Partial<ListQuery> = {}): Promise<DocumentPage> =>
      page(await store.documents.list(owner, { limit: 10, cursor: null, status: null, ...query })),
    find: (owner: Owner, question: string, documentIds: string[] | null = null) =>
      store.passageIndex.search({ owner, terms: terms(question), documentIds, limit: 10 }),
    similar: (
      owner: Owner,
      vector: number[],
      { documentIds = null as string[] | null, model = MODEL, limit = 10 } = {},
    ) =>
      store.passageIndex.similar({ owner, documentIds, limit, vector: { model, values: Float32Array.from(vector) } }),
    async bytesOf(owner: Owner, id: string): Promise<string> {
      const pieces: Uint8Array[] = [];
      for await (const piece of (await store.originals.read(owner, id))!.bytes) pieces.push(piece);
      return Buffer.concat(pieces).toString();
    },
    claimEmbedding: async (
      model: string,
      dimensions: number | null = null,
      leaseMs = LEASE_MS,
      after: Owner | null = null,
    ): Promise<EmbeddingJob> => claimed(await store.ingestQueue.claimEmbedding(model, dimensions, leaseMs, after)),
    /** A completed document of one chunk a vector, `VECTOR_CHUNK_CHARS` long each. */
    async addVectors(owner: Owner, vectors: number[][], model = MODEL): Promise<Document> {
      const text = vectors.map((_, at) => `passage ${at}`.padEnd(VECTOR_CHUNK_CHARS)).join('');
      const { document } = await admit(owner, text, `${randomUUID()}.txt`);
      const chunks = vectors.map((_, position) => {
        const [start, end] = [position * VECTOR_CHUNK_CHARS, (position + 1) * VECTOR_CHUNK_CHARS];
        return { position, start, end, page: null, text: text.slice(start, end) };
      });
      const content = { extract: { text, pageStarts: [] }, chunks, terms: chunks.map(() => 'word') };
      await store.ingestQueue.complete(await claim(), { ...content, vectors: chunkVectors(vectors, model) });
      return document;
    },
  };
}

const VECTOR_CHUNK_CHARS = 12;

export function someone(): Owner {
  return `user:${randomUUID()}`;
}

export function chunkVectors(vectors: number[][], model: string): ChunkVectors {
  return { model, dimensions: vectors[0]!.length, values: Float32Array.from(vectors.flat()) };
}

export function contentOf(text: string, pages: Partial<Extract> = {}): Content {
  const extract = { text, pageStarts: [], ...pages };
  const chunks = chunk(extract);
  return { extract, chunks, terms: chunks.map((each) => terms(each.text).join(' ')), vectors: null };
}
