import { randomInt, randomUUID } from 'node:crypto';
import { type AnswerQuestion, createAnswer } from '../answering/answer.ts';
import { createEmbedQuery } from '../answering/find/embed-query.ts';
import { createHybrid } from '../answering/find/hybrid.ts';
import { createRerank } from '../answering/find/rerank.ts';
import { createRetrieve } from '../answering/find/retrieve.ts';
import { createRetrieveEnhanced } from '../answering/find/retrieve-enhanced.ts';
import { createRewrite } from '../answering/find/rewrite.ts';
import { createSearchPassages, type SearchPassages } from '../answering/search-passages.ts';
import type { Config } from '../config.ts';
import type { DocumentStore } from '../documents/document-store.ts';
import type { Instruments } from '../telemetry/instruments.ts';
import type { Models } from './models.ts';

type QuestionsDeps = { config: Config; store: DocumentStore; models: Models; instruments: Instruments };

type Questions = { answerQuestion: AnswerQuestion; searchPassages: SearchPassages };

/** Answers and passages for questions: retrieval, and the models that answer from it. */
export function createQuestions({ config, store, models, instruments }: QuestionsDeps): Questions {
  const { local, provider, embedder } = models;
  const { maxOutputTokens, timeoutMs, grounding } = config.models;
  const { documents, passageIndex } = store;
  const now = () => performance.now();
  const byWords = createRetrieve({ store: passageIndex, instruments, now });
  const retrieve = embedder
    ? createHybrid({
        byWords,
        store: passageIndex,
        embedQuery: createEmbedQuery({ embedder, now }),
        refusalThreshold: config.models.refusalThreshold,
      })
    : byWords;
  const model = provider && {
    rewrite: createRewrite({ completions: provider, instruments, now, newBoundary }),
    rerank: createRerank({ completions: provider, instruments, now, newBoundary }),
  };
  const answerQuestion = createAnswer({
    store: documents,
    retrieve,
    retrieveEnhanced: createRetrieveEnhanced({ retrieve, store: passageIndex, documents, model }),
    local,
    provider,
    maxOutputTokens,
    grounding,
    degradesOnBudget: config.budgets.onExhausted === 'degrade',
    timeoutMs,
    newBoundary,
    newQueryId: () => `q_${randomUUID().replaceAll('-', '')}`,
    now,
  });
  return { answerQuestion, searchPassages: createSearchPassages({ store: documents, retrieve, timeoutMs, now }) };
}

/** 99 random bits, which nobody guesses, in digits: tokenizers cut them alike, so that the same question costs the same. */
function newBoundary(): string {
  return Array.from({ length: 5 }, () => String(randomInt(1e6)).padStart(6, '0')).join('');
}
