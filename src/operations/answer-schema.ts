import { z } from 'zod';
import { ANSWER_MODES, DEGRADED, INCOMPLETE, REFUSAL_REASONS } from '../answering/ask.ts';
import { SUPPORT } from '../answering/proof/support.ts';
import { citationSchema, highlightedCitationSchema } from './citation-schema.ts';

export const usageSchema = z
  .strictObject({
    input_tokens: z
      .int()
      .min(0)
      .meta({ examples: [0] }),
    output_tokens: z
      .int()
      .min(0)
      .meta({ examples: [0] }),
    total_tokens: z
      .int()
      .min(0)
      .meta({ examples: [0] }),
    cost_usd: z
      .number()
      .min(0)
      .nullable()
      .meta({ description: 'US dollars; null: no price is known', examples: [null] }),
    source: z.enum(['provider', 'estimated', 'none']).meta({ examples: ['none'] }),
  })
  .meta({ id: 'AnswerUsage', description: 'What all model calls of the question used together' });

const milliseconds = z
  .int()
  .min(0)
  .meta({ examples: [2] });

const offset = z
  .int()
  .min(0)
  .meta({ description: 'Offset in `answer`, UTF-16 code units', examples: [0] });

const statementSchema = z
  .strictObject({
    start: offset,
    end: offset,
    citations: z.array(z.int().min(1)).meta({ description: '`n` of the passages it rests on', examples: [[1]] }),
    support: z.enum(SUPPORT).meta({
      description:
        'verbatim: the cited passages have it word for word; supported: they have its numbers, dates, names, quotations, negations and words',
      examples: ['verbatim'],
    }),
  })
  .meta({ id: 'Statement', description: 'A statement is `answer.slice(start, end)`' });

/** The fields of an answer, around citations of either form. */
function answerFields<C extends z.ZodType>(citation: C) {
  return {
    query_id: z.string().meta({ examples: ['q_5f6c2d0a9e8b4c71a1f0c7d2e98b6455'] }),
    answer: z.string().meta({
      description: 'Untrusted text with marks such as [1]: a model may have written it',
      examples: ['The French and Indian War (1754–1763) was fought in North America. [1]'],
    }),
    answered: z.boolean().meta({ examples: [true] }),
    refusal_reason: z
      .enum(REFUSAL_REASONS)
      .nullable()
      .meta({ examples: [null] }),
    answer_mode: z.enum(ANSWER_MODES).meta({ examples: ['extractive'] }),
    model: z.string().meta({ examples: ['local:extractive'] }),
    degraded: z
      .enum(DEGRADED)
      .nullable()
      .meta({
        description: 'Why the extractive answer stands in for the model’s',
        examples: [null],
      }),
    incomplete: z
      .enum(INCOMPLETE)
      .nullable()
      .meta({ description: 'Why the model’s answer ends early', examples: [null] }),
    statements: z.array(statementSchema).meta({
      description: 'All of the answer but its marks and white space; of a refusal none',
    }),
    answer_span: z
      .strictObject({ start: offset, end: offset })
      .nullable()
      .meta({
        description: 'Where `answer` has the time, number or name that was asked for; null: not known',
        examples: [{ start: 27, end: 36 }],
      }),
    confidence: z.strictObject({ score: z.number().min(0).max(1), level: z.enum(['high', 'medium', 'low']) }).meta({
      description: 'How often an answer with such evidence is right; of a model’s answer how much of it is supported',
      examples: [{ score: 0.93, level: 'high' }],
    }),
    citations: z.array(citation).meta({ description: 'The passages that the answer names, by `n`' }),
    closest: z.array(citation).meta({ description: 'What else was retrieved, best first' }),
    usage: usageSchema,
    timings_ms: z.strictObject({ retrieve: milliseconds, generate: milliseconds, total: milliseconds }),
    request_id: z.string().meta({ examples: ['e0c1ad3b-8e0f-4b7e-9a58-6f8f2f0a7c11'] }),
  };
}

export const answerSchema = z.strictObject(answerFields(citationSchema)).meta({ id: 'Answer' });

export const enhancedAnswerSchema = z
  .strictObject({
    ...answerFields(highlightedCitationSchema),
    queries_used: z.array(z.string()).meta({
      description: 'The wordings that were searched for, the original first',
      examples: [['When was the French and Indian War?']],
    }),
  })
  .meta({ id: 'EnhancedAnswer' });
