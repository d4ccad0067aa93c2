import type { Answer, Citation } from '../answering/ask.ts';
import type { CallUsage } from '../llm/usage.ts';

/** An answer as `api.md` words it. The enhanced route adds what it knows more of. */
export function answerBody(answer: Answer, requestId: string): Record<string, unknown> {
  const { enhanced, refusal, timingsMs } = answer;
  const citations = (list: readonly Citation[]) => list.map((cited) => citationBody(cited, enhanced !== null));
  return {
    query_id: answer.queryId,
    answer: answer.text,
    answered: refusal === null,
    refusal_reason: refusal,
    answer_mode: answer.mode,
    model: answer.model,
    degraded: answer.degraded,
    citations: citations(answer.citations),
    ...(refusal && { closest: citations(answer.closest) }),
    ...(enhanced && { queries_used: enhanced.queriesUsed, confidence: enhanced.confidence }),
    usage: usageBody(answer.usage),
    timings_ms: {
      retrieve: Math.round(timingsMs.retrieve),
      generate: Math.round(timingsMs.generate),
      total: Math.round(timingsMs.total),
    },
    request_id: requestId,
  };
}

export function citationBody({ n, passage, start, end, text }: Citation, highlighted: boolean) {
  const highlight = {
    highlighted_passage: text,
    highlight_start: start - passage.start,
    highlight_end: end - passage.start,
  };
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
    ...(highlighted && highlight),
  };
}

export function usageBody({ inputTokens, outputTokens, costUsd, source }: CallUsage) {
  return {
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    cost_usd: costUsd,
    source,
  };
}
