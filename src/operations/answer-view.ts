import type { z } from 'zod';
import type { Answer, Citation } from '../answering/ask.ts';
import type { CallUsage } from '../llm/usage.ts';
import type { answerSchema, enhancedAnswerSchema, usageSchema } from './answer-schema.ts';
import type { citationSchema, highlightedCitationSchema } from './citation-schema.ts';

/** The answer as callers see it. */
export function answerView(answer: Answer, requestId: string): z.input<typeof answerSchema> {
  return withCitations(answer, requestId, citationView);
}

export function enhancedAnswerView(answer: Answer, requestId: string): z.input<typeof enhancedAnswerSchema> {
  return { ...withCitations(answer, requestId, highlightedCitationView), queries_used: [...answer.queriesUsed] };
}

export function usageView({ inputTokens, outputTokens, nanoDollars, source }: CallUsage): z.input<typeof usageSchema> {
  return {
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    cost_usd: nanoDollars === null ? null : nanoDollars / 1e9,
    source,
  };
}

function withCitations<C>(answer: Answer, requestId: string, view: (citation: Citation) => C) {
  const { refusal, timingsMs } = answer;
  return {
    query_id: answer.queryId,
    answer: answer.text,
    answered: refusal === null,
    refusal_reason: refusal,
    answer_mode: answer.mode,
    model: answer.model,
    degraded: answer.degraded,
    incomplete: answer.incomplete,
    statements: answer.statements.map(({ citations, ...statement }) => ({ ...statement, citations: [...citations] })),
    answer_span: answer.span && { start: answer.span.start, end: answer.span.end },
    confidence: answer.confidence,
    citations: answer.citations.map(view),
    closest: answer.closest.map(view),
    usage: usageView(answer.usage),
    timings_ms: {
      retrieve: Math.round(timingsMs.retrieve),
      generate: Math.round(timingsMs.generate),
      total: Math.round(timingsMs.total),
    },
    request_id: requestId,
  };
}

/** A passage that bears an answer, or was found for a question. */
export function citationView({ n, passage, start, end, text }: Citation): z.input<typeof citationSchema> {
  return {
    n,
    document_id: passage.documentId,
    filename: passage.filename,
    page_number: passage.page,
    chunk_position: passage.position,
    chunk_text: passage.text,
    relevance_score: Math.round(passage.relevance * 10_000) / 10_000,
    start,
    end,
    text,
    source: passage.source,
  };
}

/** The same with the quoted sentence's place in its passage. */
export function highlightedCitationView(citation: Citation): z.input<typeof highlightedCitationSchema> {
  const { passage, start, end, text } = citation;
  return {
    ...citationView(citation),
    highlighted_passage: text,
    highlight_start: start - passage.start,
    highlight_end: end - passage.start,
  };
}
