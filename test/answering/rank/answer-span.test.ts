import { expect } from 'chai';
import { answerSpan } from '../../../src/answering/rank/answer-span.ts';
import { searchTerms, weighQuestion } from '../../../src/answering/rank/question.ts';
import { sentences } from '../../../src/text/sentences.ts';

/** What is marked of an answer to a question; null: nothing. */
function marked(question: string, answer: string): string | null {
  const documentFrequency = searchTerms(question).map(() => 1);
  const corpus = { chunks: 9, averageTerms: 9, documentFrequency, completedDocuments: 1, pendingDocuments: 0 };
  const span = answerSpan(weighQuestion(question, corpus), answer, sentences(answer));
  return span && answer.slice(span.start, span.end);
}

const LIT = 'The Skerrow lighthouse was designed by Margaret Ellison and lit for the first time on 3 October 1861.';

describe('the span of an answer', () => {
  for (const [question, answer, span] of [
    ['When was the lighthouse lit for the first time?', LIT, '3 October 1861'],
    ['Who designed the Skerrow lighthouse?', LIT, 'Margaret Ellison'],
    ['How many gannets nest on the rock?', 'About 4,000 gannets nest on the rock, and 12 gulls.', '4,000'],
    ['How much was the fare?', 'In 1911 the fare was $2.5 million.', '$2.5 million'],
    ['In which century was it built?', 'It was built in the 19th century.', '19th century'],
    ['Wann wurde der Leuchtturm angezündet?', 'Der Leuchtturm wurde am 3. Oktober 1861 angezündet.', '3. Oktober 1861'],
    ['Wie viele Wärter lebten im Turm?', 'Im Turm lebten 3 Wärter.', '3'],
    ['¿Cuándo fue encendido el faro?', 'El faro fue encendido el 3 de octubre de 1861.', '3 de octubre de 1861'],
    ['Quand le phare fut-il allumé ?', 'Le phare fut allumé le 3 octobre 1861.', '3 octobre 1861'],
    ['Chi ha progettato il faro?', 'Il faro fu progettato da Margaret Ellison nel 1861.', 'Margaret Ellison'],
    ['Когда был зажжён маяк?', 'Маяк был зажжён 3 октября 1861 года.', '3 октября 1861'],
    ['Сколько смотрителей жило в башне?', 'В башне жило 3 смотрителя.', '3'],
    ['متى أضيئت المنارة؟', 'أضيئت المنارة في 3 أكتوبر 1861.', '3 أكتوبر 1861'],
    ['公司成立于什么时候？', '公司成立于1998年3月5日。', '1998年3月5日'],
    ['灯台はいつ建てられたか。', '灯台は1861年に建てられた。', '1861年'],
  ] as const) {
    it(`answers "${question}" by ${span}`, () => {
      expect(marked(question, answer)).to.equal(span);
    });
  }

  it('is not given where the kind is unknown, a reason, or missing from the answer', () => {
    expect(marked('What did the lamp burn?', LIT)).to.equal(null);
    expect(marked('Why was it lit in 1861?', LIT)).to.equal(null);
    expect(marked('When did the keepers leave?', 'The keepers left before the war.')).to.equal(null);
    expect(marked('Wer baute den Turm?', 'Den Turm bauten Wärter und Fischer.')).to.equal(null);
  });

  it('is never what the question says itself', () => {
    expect(marked('Who helped Margaret Ellison?', 'Margaret Ellison was helped by Pavel Hruska.')).to.equal(
      'Pavel Hruska',
    );
    expect(marked('What happened when, after 1861, it was lit?', 'It was lit in 1861.')).to.equal(null);
  });
});
