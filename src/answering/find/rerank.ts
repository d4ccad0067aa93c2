import type { Prompt } from '../../llm/generate.ts';
import type { CallScope } from '../ask.ts';
import type { RankedPassage } from '../rank/rank.ts';
import { DATA_RULES, dataOf } from '../say/prompt.ts';
import { askForList, type SideCallDeps } from './side-call.ts';

const OUTPUT_TOKENS = 128;

/** The passages in the order in which a model finds them useful; unchanged where it is of no help. */
export type Rerank = (query: string, passages: readonly RankedPassage[], scope: CallScope) => Promise<RankedPassage[]>;

/** Asks a model for the order of passages. Those it does not name, or that do not exist, change nothing in the rest. */
export function createRerank(deps: SideCallDeps): Rerank {
  return async function rerank(query, passages, scope) {
    const named = await askForList(
      deps,
      {
        operation: 'rerank',
        prompt: rerankPrompt(query, passages, deps.newBoundary()),
        maxOutputTokens: OUTPUT_TOKENS,
        form: { name: 'passages', of: 'integer' },
        read: (n) => passages.filter((_, at) => at + 1 === n),
      },
      scope,
    );
    return [...new Set([...(named ?? []), ...passages])];
  };
}

const RULES = `You order numbered passages by how well they answer a question, best first. ${DATA_RULES} Reply with a JSON array of passage numbers, such as [3,1], leaving out those that do not help, and nothing else.`;

function rerankPrompt(query: string, passages: readonly RankedPassage[], boundary: string): Prompt {
  return { system: RULES, user: `${dataOf(passages, boundary)}\n\nQuestion: ${query}` };
}
