import { randomInt, randomUUID } from 'node:crypto';
import { type AnswerQuestion, createAnswer } from '../answering/answer.ts';
import { createEmbedQuery } from '../answering/embed-query.ts';
import { createFind } from '../answering/find.ts';
import { createFindEnhanced } from '../answering/find-enhanced.ts';
import { createFindInLibrary } from '../answering/find-in-library.ts';
import { createHybridRetrieve } from '../answering/hybrid-retrieve.ts';
import { createRerank } from '../answering/rerank.ts';
import { createRetrieve } from '../answering/retrieve.ts';
import { createRewrite } from '../answering/rewrite.ts';
import { createSearchPassages, type SearchPassages } from '../answering/search-passages.ts';
import type { Config } from '../config.ts';
import type { DocumentStore } from '../documents/document-store.ts';
import type { Instruments } from '../telemetry/instruments.ts';
import type { Models } from './models.ts';

type QuestionsDeps = { config: Config; store: DocumentStore; models: Models; instruments: Instruments };

type Questions = { answerQuestion: AnswerQuestion; searchPassages: SearchPassages };

/** The questions' side of the service, from its configuration: retrieval, models, and the ways to find. */
export function createQuestions({ config, store, models, instruments }: QuestionsDeps): Questions {
  const { local, provider, embedder } = models;
  const { documents, passageIndex } = store;
  const lexical = createRetrieve({ store: passageIndex, instruments });
  const retrieve = embedder
    ? createHybridRetrieve({ retrieve: lexical, store: passageIndex, embedQuery: createEmbedQuery({ embedder }) })
    : lexical;
  const model = provider && {
    rewrite: createRewrite({ completions: provider }),
    rerank: createRerank({ completions: provider, newBoundary }),
  };
  const findByWords = createFind({ retrieve: lexical });
  const findEnhanced = createFindEnhanced({ retrieve, model });
  const answerQuestion = createAnswer({
    store: documents,
    find: createFind({ retrieve }),
    findEnhanced: model ? createFindInLibrary({ store: passageIndex, find: findEnhanced, findByWords }) : findEnhanced,
    local,
    provider,
    maxOutputTokens: config.models.maxOutputTokens,
    degradesOnBudget: config.budgets.onExhausted === 'degrade',
    timeoutMs: config.models.timeoutMs,
    newBoundary,
    newQueryId: () => `q_${randomUUID().replaceAll('-', '')}`,
  });
  return {
    answerQuestion,
    searchPassages: createSearchPassages({ store: documents, retrieve, timeoutMs: config.models.timeoutMs }),
  };
}

/** 99 random bits, which nobody guesses, in digits: tokenizers cut them alike, so that the same question costs the same. */
function newBoundary(): string {
  return Array.from({ length: 5 }, () => String(randomInt(1e6)).padStart(6, '0')).join('');
}
