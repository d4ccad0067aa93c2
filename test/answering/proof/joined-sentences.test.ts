import { expect } from 'chai';
import { createJudgeSupport } from '../../../src/answering/proof/support.ts';

/** What a passage says in several short sentences, said in one, and what that must not become. */
const CASES: readonly { passage: string; supported: string[]; unsupported: string[] }[] = [
  {
    passage: 'The war began in 1754. It ended in 1763.',
    supported: ['The war began in 1754, and it ended in 1763.', 'The war began in 1754 and ended in 1763.'],
    unsupported: [
      'The war began in 1763, and it ended in 1754.',
      'The war began in 1763 and ended in 1754.',
      'The war ended in 1754 and began in 1763.',
    ],
  },
  {
    passage:
      'Maria Gomez was born in Lima in 1961. She studied law in Madrid. In 1990 she founded a company with 12 employees.',
    supported: [
      'Maria Gomez was born in Lima in 1961 and studied law in Madrid.',
      'Born in Lima in 1961, Maria Gomez founded a company in 1990.',
      'In 1990 Gomez founded a company that had 12 employees.',
    ],
    unsupported: ['She was born in 1990 and founded a company in 1961.', 'Gomez studied law in Lima in 1990.'],
  },
  {
    passage: 'Tokio hat 14 Millionen Einwohner. Die Stadt wurde 1457 gegründet. Sie liegt an der Bucht von Tokio.',
    supported: ['Tokio hat 14 Millionen Einwohner und liegt an der Bucht von Tokio.'],
    unsupported: ['Tokio wurde 1754 gegründet und hat 14 Millionen Einwohner.'],
  },
];

describe('several sentences of a passage said in one', () => {
  for (const { passage, supported, unsupported } of CASES) {
    const judge = createJudgeSupport([{ text: passage }]);

    for (const statement of supported)
      it(`have its support: ${statement}`, () => expect(judge(statement, [1])).to.equal('supported'));

    for (const statement of unsupported)
      it(`have none where they are mixed up: ${statement}`, () =>
        expect(judge(statement, [1])).to.equal('unsupported'));
  }
});
