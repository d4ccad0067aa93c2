import { expect } from 'chai';
import { type AnswerBody, ask, upload } from '../support/library.ts';
import { type Service, startService } from '../support/service.ts';

/** A library of our own making: per document a text, and questions with the words that answer them. */
const LIBRARY: Record<string, { text: string; questions: [string, string][] }> = {
  'lighthouse.txt': {
    text:
      'The Skerrow lighthouse stands on a rock eleven miles off the coast. It was designed by Margaret Ellison and lit ' +
      'for the first time on 3 October 1861. Building it took six years, because waves washed away the scaffolding ' +
      'every winter.\n\nThree keepers lived in the tower at a time. Their stores were brought by the steamer Petrel ' +
      'once a month. The lamp burned colza oil until 1893, when it was changed to paraffin.\n\nThe last keepers left ' +
      'in 1987. Since then the light has been controlled from Port Allan by radio. About 4,000 gannets nest on the rock.',
    questions: [
      ['Who designed the Skerrow lighthouse?', 'Margaret Ellison'],
      ['When was the lighthouse lit for the first time?', '3 October 1861'],
      ['Why did building the lighthouse take six years?', 'waves washed away'],
      ['What did the lamp burn before paraffin?', 'colza oil'],
      ['How many gannets nest on the rock?', '4,000'],
      ['When did the last keepers leave?', '1987'],
      ['Which steamer brought stores to the keepers?', 'Petrel'],
    ],
  },
  'cheese.md': {
    text:
      '# Making Torvald cheese\n\nTorvald is a hard cheese from the milk of red cows. The milk is warmed to 33 degrees, ' +
      'and rennet is added.\n\n## Ripening\n\nThe wheels ripen in limestone caves for fourteen months. They are turned ' +
      'and brushed with brine twice a week. A finished wheel weighs nine kilograms.\n\n## Trade\n\nMost of it is sold ' +
      'in Bremen. In 2019 the guild of makers exported 812 wheels to Japan.',
    questions: [
      ['To how many degrees is the milk warmed?', '33 degrees'],
      ['How long does Torvald cheese ripen?', 'fourteen months'],
      ['Where is most of the cheese sold?', 'Bremen'],
      ['How many wheels were exported to Japan?', '812'],
      ['What are the wheels brushed with?', 'brine'],
    ],
  },
  'railway.txt': {
    text:
      'The Ostrava valley railway was opened in 1904 to carry timber.\r\nIts steepest stretch climbs one metre in ' +
      'fourteen. Engineer Pavel Hruska chose a rack of his own invention for it.\r\n\r\nPassengers were admitted from ' +
      '1911. The fare was two crowns, and children under six travelled free of charge. 🚂\r\n\r\nA landslide buried ' +
      'the upper station in 1956. It was never rebuilt, so trains have turned at Lipova ever since.',
    questions: [
      ['What was the valley railway opened to carry?', 'timber'],
      ['Who invented the rack of the steepest stretch?', 'Pavel Hruska'],
      ['Since what year were passengers admitted?', '1911'],
      ['What buried the upper station?', 'landslide'],
      ['Where do the trains turn?', 'Lipova'],
      ['How much was the fare?', 'two crowns'],
    ],
  },
  'bees.txt': {
    text:
      'A colony of the marsh bee has one queen and at most four hundred workers. The queen begins her nest in April, in ' +
      'hollow reeds. She was first described by the naturalist Ida Brandt in 1932.\n\n' +
      '沼泽蜂的蜂王在四月开始筑巢。工蜂最多有四百只。它们主要采集柳树的花粉。',
    questions: [
      ['In what month does the queen begin her nest?', 'April'],
      ['Who first described the marsh bee?', 'Ida Brandt'],
      ['工蜂最多有多少只?', '四百只'],
      ['蜂王什么时候开始筑巢?', '四月'],
    ],
  },
};
const FOREIGN = [
  'What is the capital of Mongolia?',
  'Who wrote the opera Fidelio?',
  'How do vaccines train the immune system?',
  'What is the boiling point of ethanol?',
  'When was the treaty of Tordesillas signed?',
  'Which planet has the most moons?',
  'the of and',
  '?!… 🙂',
];

describe('answers from a small library', () => {
  const asked: { question: string; filename: string; gold: string; plain: AnswerBody; enhanced: AnswerBody }[] = [];
  let service: Service;
  before(async () => {
    service = await startService();
    for (const [filename, { text }] of Object.entries(LIBRARY)) await upload(service, filename, text);
    for (const [filename, { questions }] of Object.entries(LIBRARY))
      for (const [question, gold] of questions) {
        const plain = await ask(service, question);
        const enhanced = await ask(service, question, {}, 'query/enhanced');
        asked.push({ question, filename, gold, plain, enhanced });
      }
  });
  after(() => service[Symbol.asyncDispose]());

  it('finds the right document for every question', () => {
    const wrong = asked.filter(({ plain, filename }) => plain.citations[0]?.filename !== filename);

    expect(wrong.map(({ question }) => question)).to.deep.equal([]);
  });

  it('says what was asked for in the first sentence, in nine of ten', () => {
    const missed = asked.filter(({ plain, gold }) => !plain.answer.split(/\s\[\d+\]/, 1)[0]?.includes(gold));

    expect(missed.length, missed.map(({ question }) => question).join(' ')).to.be.at.most(asked.length / 10);
  });

  it('does no worse on the enhanced way', () => {
    const firstSentences = (way: 'plain' | 'enhanced') =>
      asked.filter((one) => one[way].answer.split(/\s\[\d+\]/, 1)[0]?.includes(one.gold)).length;

    expect(firstSentences('enhanced')).to.be.at.least(firstSentences('plain'));
  });

  it('quotes and highlights exact slices, across line ends, emoji and scripts', async () => {
    for (const { plain, enhanced } of asked) {
      for (const { document_id, start, end, text, chunk_text } of [...plain.citations, ...enhanced.citations]) {
        const slice = await fetch(`${service.url}/api/v1/documents/${document_id}/text?start=${start}&end=${end}`);
        expect(((await slice.json()) as { text: string }).text).to.equal(text);
        expect(chunk_text).to.include(text);
      }
      for (const { highlighted_passage, highlight_start, highlight_end, chunk_text } of enhanced.citations)
        expect(chunk_text.slice(highlight_start, highlight_end)).to.equal(highlighted_passage);
    }
  });

  it('refuses what is about something else, or about nothing', async () => {
    for (const question of FOREIGN) {
      const { answered, refusal_reason, citations } = await ask(service, question);

      expect({ answered, refusal_reason, citations }, question).to.deep.equal({
        answered: false,
        refusal_reason: 'not_in_documents',
        citations: [],
      });
    }
  });
});
