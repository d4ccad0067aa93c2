import { z } from 'zod';
import type { Citation } from '../answering/ask.ts';

const citation = {
  n: z
    .int()
    .min(1)
    .meta({ description: 'The number that stands in the answer', examples: [1] }),
  document_id: z.string().meta({ examples: ['doc_0b7e4d6f2c914a55a3a1f0c7d2e98b64'] }),
  filename: z.string().meta({ examples: ['war.txt'] }),
  page_number: z
    .int()
    .min(1)
    .nullable()
    .meta({ description: 'Null where the format has no pages', examples: [null] }),
  chunk_position: z
    .int()
    .min(0)
    .meta({ examples: [0] }),
  chunk_text: z.string().meta({
    description: 'The passage',
    examples: ['The French and Indian War (1754–1763) was fought in North America.'],
  }),
  relevance_score: z
    .number()
    .min(0)
    .max(1)
    .meta({ examples: [0.97] }),
  start: z
    .int()
    .min(0)
    .meta({ description: 'Offsets of `text` in the document, UTF-16 code units', examples: [0] }),
  end: z
    .int()
    .min(0)
    .meta({ examples: [66] }),
  text: z.string().meta({
    description: 'The quoted sentence, verbatim',
    examples: ['The French and Indian War (1754–1763) was fought in North America.'],
  }),
  source: z.enum(['text', 'ocr']).meta({
    description: 'Whether the document holds this text, or it was read from a picture of it',
    examples: ['text'],
  }),
};

export const citationSchema = z.strictObject(citation).meta({ id: 'Citation' });

export const highlightedCitationSchema = z
  .strictObject({
    ...citation,
    highlighted_passage: z.string().meta({
      description: '`chunk_text.slice(highlight_start, highlight_end)`',
      examples: ['The French and Indian War (1754–1763) was fought in North America.'],
    }),
    highlight_start: z
      .int()
      .min(0)
      .meta({ examples: [0] }),
    highlight_end: z
      .int()
      .min(0)
      .meta({ examples: [66] }),
  })
  .meta({ id: 'HighlightedCitation' });

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
    source: 'text',
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
