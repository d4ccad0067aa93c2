import { isDeepStrictEqual } from 'node:util';
import type { Answer } from '../answering/ask.ts';
import type { Config } from '../config.ts';
import type { CopyPlace } from '../documents/copying/copying.ts';
import { placesOf } from '../documents/copying/read-copies.ts';
import type { Document } from '../documents/document.ts';
import type { DocumentStore } from '../documents/document-store.ts';
import { silentInstruments } from '../telemetry/instruments.ts';
import { createQuestions } from './answering.ts';
import { createModels } from './models.ts';

/** Questions of one comparison, spread evenly over the documents. */
const QUESTIONS = 100;
/** Of a document's text. */
const QUESTION_CHARS = 160;

export type Comparison = {
  documents: number;
  questions: number;
  /** Ids of documents that one store has otherwise, or not at all, and those from which an answer differs. */
  different: string[];
  differentAnswers: string[];
};

/**
 * Compares what two stores have: every document of the first, by all that is told of it, and the whole text of some; and the
 * answers to questions made of these texts, with their citations, without a provider's model.
 */
export async function compareStores(
  config: Config,
  from: DocumentStore,
  to: DocumentStore,
  onProgress: (documents: number) => void = () => {},
): Promise<Comparison> {
  const [ask, askCopy] = [await asking(config, from), await asking(config, to)];
  const comparison: Comparison = { documents: 0, questions: 0, different: [], differentAnswers: [] };
  const places: CopyPlace[] = [];
  for await (const place of placesOf(from)) places.push(place);
  const every = Math.max(1, Math.ceil(places.length / QUESTIONS));
  for (const place of places) {
    const [original, copy] = await Promise.all([from, to].map(({ documents }) => documents.get(place.owner, place.id)));
    if (!original) continue; // deleted meanwhile
    if (!copy || !isSame(original, copy)) comparison.different.push(place.id);
    else if (original.status === 'completed' && comparison.documents % every === 0)
      await compareAnswers(place, original);
    onProgress(++comparison.documents);
  }
  return comparison;

  async function compareAnswers({ owner, id }: CopyPlace, { chars }: Document): Promise<void> {
    const [text, copied] = await Promise.all(
      [from, to].map(({ documents }) => documents.text(owner, id, 0, chars ?? 0)),
    );
    if (!text || !isDeepStrictEqual(text, copied)) return void comparison.different.push(id);
    const middle = Math.floor(text.text.length / 2);
    const query =
      text.text
        .slice(middle, middle + QUESTION_CHARS)
        .replaceAll(/\s+/g, ' ')
        .trim() || 'Why?';
    comparison.questions++;
    if (!isDeepStrictEqual(await ask(owner, query), await askCopy(owner, query))) comparison.differentAnswers.push(id);
  }
}

/** One that is not ended may have gone on; where its original lies is the store's own. */
function isSame(original: Document, copy: Document): boolean {
  if (original.status !== 'completed' && original.status !== 'failed') return original.sha256 === copy.sha256;
  return isDeepStrictEqual({ ...original, objectKey: null }, { ...copy, objectKey: null });
}

type AskStore = (owner: Document['owner'], query: string) => Promise<unknown>;

async function asking(config: Config, store: DocumentStore): Promise<AskStore> {
  const instruments = silentInstruments;
  const extractive = { ...config, models: { ...config.models, language: '', embedding: '' } };
  const budget = {
    reserve: () => Promise.reject(new Error('no provider is asked')),
    isReadable: async () => true,
  };
  const models = await createModels(extractive, { instruments, log: { info() {}, warn() {} }, budget });
  const { answerQuestion } = createQuestions({ config: extractive, store, models, instruments });
  return async (owner, query) => {
    const { signal } = new AbortController();
    const ask = {
      owner,
      payer: owner,
      query,
      maxResults: 5,
      documentIds: null,
      enhance: null,
      streamed: false,
      signal,
    };
    const events = answerQuestion(ask);
    let step = await events.next();
    while (!step.done) step = await events.next();
    return comparable(step.value);
  };
}

/** What differs each time is left out. */
function comparable({ text, refusal, statements, citations, closest, confidence }: Answer) {
  return { text, refusal, statements, citations, closest, confidence };
}
