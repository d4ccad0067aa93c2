import { z } from 'zod';
import { enhancedAnswerSchema } from '../operations/answer-schema.ts';
import { ask, askEnhanced } from '../operations/ask.ts';
import { highlightedCitationSchema } from '../operations/citation-schema.ts';
import { documentStatus } from '../operations/document-status.ts';
import { listDocuments } from '../operations/list-documents.ts';
import type { Operation } from '../operations/operation.ts';
import { readText } from '../operations/read-text.ts';
import type { Scope } from '../operations/scope.ts';
import { search } from '../operations/search.ts';

/** An operation as agents call it. */
export type Tool = Pick<Operation, 'name' | 'summary' | 'policy' | 'input' | 'output'> & {
  run(scope: Scope, input: Readonly<Record<string, unknown>>): Promise<unknown>;
};

const { stream: _, ...askFields } = ask.input.shape;
const askInput = z.strictObject({
  ...askFields,
  enhanced: z.boolean().default(false).meta({ description: 'Several wordings, reranking, highlights and confidence' }),
});
const { highlighted_passage, highlight_start, highlight_end, ...citation } = highlightedCitationSchema.shape;
const citations = z.array(
  z.strictObject({
    ...citation,
    highlighted_passage: highlighted_passage.optional(),
    highlight_start: highlight_start.optional(),
    highlight_end: highlight_end.optional(),
  }),
);
const { queries_used, confidence, ...answer } = enhancedAnswerSchema.shape;

/** Both ways to ask in one tool: what only the enhanced one tells is optional. */
const askTool = {
  name: ask.name,
  summary: ask.summary,
  policy: ask.policy,
  input: askInput,
  output: z.strictObject({
    ...answer,
    citations,
    closest: citations.optional(),
    queries_used: queries_used.optional(),
    confidence: confidence.optional(),
  }),
  run(scope: Scope, { enhanced, ...asked }: z.output<typeof askInput>): Promise<unknown> {
    if (!enhanced) return ask.run(scope, { ...asked, stream: false });
    return askEnhanced.run(scope, askEnhanced.input.parse(asked));
  },
};

/** What agents can call, by name. */
export const tools: ReadonlyMap<string, Tool> = new Map(
  [askTool as Tool, search as Tool, readText as Tool, listDocuments as Tool, documentStatus as Tool].map((tool) => [
    tool.name,
    tool,
  ]),
);
