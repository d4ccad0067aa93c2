import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';

const file = z.object({
  data: z.array(
    z.object({
      title: z.string().optional(),
      paragraphs: z.array(
        z.object({
          context: z.string(),
          qas: z.array(
            z.object({
              question: z.string(),
              answers: z.array(z.object({ text: z.string() })),
              is_impossible: z.boolean().optional(),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** An article as it is uploaded: its paragraphs, a blank line between them. */
export type Article = { readonly filename: string; readonly text: string };
/** `gold` is empty where the articles do not answer. `start` and `end`: the paragraph asked about, in the article's text. */
export type Question = {
  readonly article: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly gold: readonly string[];
};

export type SquadFile = { articles: Article[]; questions: Question[] };

/** Reads a file of the SQuAD 1.1 or 2.0 format. @throws when it is not one. */
export async function readSquad(path: string): Promise<SquadFile> {
  const { data } = file.parse(JSON.parse(await readFile(path, 'utf8')));
  const name = basename(path, '.json');
  const articles = data.map(({ title, paragraphs }, at) => ({
    filename: `${title ?? `${name}-${at + 1}`}.txt`,
    text: paragraphs.map(({ context }) => context).join('\n\n'),
  }));
  const questions = data.flatMap(({ paragraphs }, article) => {
    let end = -2;
    return paragraphs.flatMap(({ context, qas }) => {
      const start = end + 2;
      end = start + context.length;
      const place = { article, start, end };
      return qas.map(({ question, answers, is_impossible }) => ({
        ...place,
        text: question,
        gold: is_impossible ? [] : [...new Set(answers.map(({ text }) => text))],
      }));
    });
  });
  return { articles, questions };
}

/** The same questions over the paragraphs, each a document of its own. */
export function byParagraph({ articles, questions }: SquadFile): SquadFile {
  const places = new Map<string, number>();
  const paragraphs: Article[] = [];
  const moved = questions.map((question) => {
    const { article, start, end } = question;
    const { filename = '', text = '' } = articles[article] ?? {};
    const key = `${article} ${start}`;
    const place = places.get(key) ?? paragraphs.length;
    if (place === paragraphs.length)
      paragraphs.push({ filename: `${place + 1}-${filename}`, text: text.slice(start, end) });
    places.set(key, place);
    return { ...question, article: place, start: 0, end: end - start };
  });
  return { articles: paragraphs, questions: moved };
}
