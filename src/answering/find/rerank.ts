import type { Prompt } from '../../llm/generate.ts';
import type { CallScope } from '../ask.ts';
import type { RankedPassage } from '../rank/rank.ts';
import { DATA_RULES, dataOf } from '../say/prompt.ts';
import { completeText, jsonArrayIn, type SideCallDeps } from './complete-text.ts';

const OUTPUT_TOKENS = 128;

/** The passages in the order in which a model finds them useful; unchanged where it is of no help. */
export type Rerank = (query: string, passages: readonly RankedPassage[], scope: CallScope) => Promise<RankedPassage[]>;

type RerankDeps = SideCallDeps & { newBoundary: () => string };

/** Asks a model for the order of passages. Those it does not name, or that do not exist, change nothing in the rest. */
export function createRerank({ newBoundary, ...deps }: RerankDeps): Rerank {
  return async function rerank(query, passages, scope) {
    const prompt = rerankPrompt(query, passages, newBoundary());
    const sideCall = { operation: 'rerank', prompt, maxOutputTokens: OUTPUT_TOKENS } as const;
    const named = jsonArrayIn((await completeText(deps, sideCall, scope)) ?? '')
      .filter((n) => typeof n === 'number')
      .flatMap((n) => passages[n - 1] ?? []);
    return [...new Set([...named, ...passages])];
  };
}

const RULES = `You order numbered passages by how well they answer a question, best first. ${DATA_RULES} Reply with a JSON array of passage numbers, such as [3,1], leaving out those that do not help, and nothing else.`;

function rerankPrompt(query: string, passages: readonly RankedPassage[], boundary: string): Prompt {
  return { system: RULES, user: `${dataOf(passages, boundary)}\n\nQuestion: ${query}` };
}
