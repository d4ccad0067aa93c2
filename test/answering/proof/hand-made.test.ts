import { expect } from 'chai';
import { createJudgeSupport } from '../../../src/answering/proof/support.ts';
import { HAND_MADE } from '../../support/hand-made-statements.ts';

/** The share of right statements that may be marked all the same. */
const MARKED = 0.05;

for (const [language, { passages, right, wrong }] of Object.entries(HAND_MADE))
  describe(`statements written by hand, in ${language}`, () => {
    const judge = createJudgeSupport([{ text: passages.A }, { text: passages.B }]);
    const judged = (statements: typeof right) =>
      (['A', 'B'] as const).flatMap((name, at) =>
        statements[name].map((statement) => ({ statement, support: judge(statement, [at + 1]) })),
      );

    it('are unsupported where a number, date, name, quotation or denial is not the passage’s', () => {
      const passed = judged(wrong).filter(({ support }) => support !== 'unsupported');

      expect(passed.map(({ statement }) => statement)).to.deep.equal([]);
    });

    it('are supported in other words: notation, order, voice, synonyms', () => {
      const all = judged(right);
      const marked = all.filter(({ support }) => support === 'unsupported').map(({ statement }) => statement);

      expect(marked.length / all.length, marked.join('\n')).to.be.at.most(MARKED);
    });
  });
