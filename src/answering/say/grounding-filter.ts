import { type Statement, statementsOf } from '../proof/statements.ts';
import type { JudgeSupport } from '../proof/support.ts';

export const GROUNDING = ['flag', 'drop', 'refuse'] as const;
/** What becomes of statements that the cited passages do not support: marked, left out, or the whole answer is refused. */
export type Grounding = (typeof GROUNDING)[number];

/** Holds text back until its statements are judged, as it comes. */
export type GroundingFilter = {
  push(text: string): string;
  /** The rest, after the last piece. */
  end(): string;
};

/** A filter for each way; it reads what the other filters let through. */
export function createGroundingFilter(grounding: Grounding, judge: JudgeSupport): GroundingFilter {
  if (grounding === 'flag') return { push: (text) => text, end: () => '' };
  return grounding === 'drop' ? dropping(judge) : refusing(judge);
}

/** All or nothing: one statement that is not supported takes the answer along. */
function refusing(judge: JudgeSupport): GroundingFilter {
  let text = '';
  return {
    push(piece) {
      text += piece;
      return '';
    },
    end: () => (statementsOf(text, judge).some(({ support }) => support === 'unsupported') ? '' : text),
  };
}

/** What is held beyond this is read again only once it has grown by a quarter: all of it together in linear time. */
const READ_AGAIN_CHARS = 1000;

function dropping(judge: JudgeSupport): GroundingFilter {
  let held = '';
  let readFrom = 0; // so long has what is held to be
  let space = ''; // behind what was shown last
  const show = (piece: string): string => {
    const said = piece.trimEnd();
    if (said === '') return '';
    const shown = space + said;
    space = piece.slice(said.length);
    return shown;
  };
  return {
    push(piece) {
      held += piece;
      if (held.length < readFrom || !/[\]\n]/.test(held)) return '';
      const until = settledUntil(
        statementsOf(held, () => 'supported'),
        held,
      );
      const settled = held.slice(0, until);
      held = held.slice(until);
      readFrom = held.length > READ_AGAIN_CHARS ? held.length * 1.25 : 0;
      return show(keptOf(settled, judge));
    },
    end: () => show(keptOf(held, judge)),
  };
}

/** Where the text ends whose marks are all known: behind a marked statement that another one follows. */
function settledUntil(statements: readonly Statement[], text: string): number {
  for (let at = statements.length - 1; at > 0; at--) {
    const { start, end } = statements[at - 1]!;
    const { start: next } = statements[at]!;
    const isMarked = /\[\d+\]/.test(text.slice(start, next));
    if (isMarked || /\n\s*\n/.test(text.slice(end, next))) return next;
  }
  return 0;
}

/** The supported statements with their marks; one that rested on the mark of a statement that is left out gets it for its own. */
function keptOf(text: string, judge: JudgeSupport): string {
  const statements = statementsOf(text, judge);
  let isMarkBehind = false;
  return statements
    .map((statement, at) => {
      const { start, end, citations, support } = statement;
      return { support, citations, said: text.slice(start, end), behind: text.slice(end, statements[at + 1]?.start) };
    })
    .toReversed()
    .map(({ support, citations, said, behind }) => {
      if (support === 'unsupported') {
        if (/\[\d+\]/.test(said + behind)) isMarkBehind = false;
        return '';
      }
      const isOwn = /\[\d+\]/.test(said + behind);
      const marks = isOwn || isMarkBehind ? '' : ` ${citations.map((n) => `[${n}]`).join('')}`;
      isMarkBehind = true;
      return `${said}${marks}${behind}`;
    })
    .toReversed()
    .join('');
}
