import { z } from 'zod';

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
