import { expect } from 'chai';
import { searchTerms, weighQuestion } from '../../../src/answering/rank/question.ts';
import { plainTerm, words } from '../../../src/text/words.ts';

/** Questions for a time, a number, a name and a reason, in this order. */
const ASKED: Record<string, readonly [string, string, string | null, string]> = {
  en: ['When was it lit?', 'How many keepers lived there?', 'Who designed it?', 'Why did they leave?'],
  de: ['Wann wurde er angezündet?', 'Wie viele Wärter lebten dort?', 'Wer hat ihn entworfen?', 'Warum gingen sie?'],
  es: ['¿Cuándo fue encendido?', '¿Cuántos guardianes vivían allí?', '¿Quién lo diseñó?', '¿Por qué cerraron el faro?'],
  fr: [
    'Quand fut-il allumé ?',
    'Combien de gardiens y vivaient ?',
    'Qui a dessiné ce phare ?',
    'Pourquoi sont-ils partis ?',
  ],
  it: ['Quando fu acceso?', 'Quanti guardiani ci vivevano?', 'Chi ha progettato il faro?', 'Perché se ne sono andati?'],
  pt: ['Quando foi aceso?', 'Quantos guardas viviam lá?', 'Quem o projetou?', 'Por que eles partiram?'],
  nl: [
    'Wanneer werd hij aangestoken?',
    'Hoeveel wachters woonden er?',
    'Wie heeft hem ontworpen?',
    'Waarom gingen ze weg?',
  ],
  pl: ['Kiedy została zapalona?', 'Ilu strażników tam mieszkało?', 'Kto ją zaprojektował?', 'Dlaczego odeszli?'],
  tr: ['Fener ne zaman yakıldı?', 'Orada kaç bekçi yaşadı?', 'Feneri kim tasarladı?', 'Neden ayrıldılar?'],
  ru: ['Когда он был зажжён?', 'Сколько смотрителей там жило?', 'Кто его спроектировал?', 'Почему они ушли?'],
  ar: ['متى أضيئت المنارة؟', 'كم عدد الحراس؟', 'من صمم المنارة؟', 'لماذا غادروا؟'],
  hi: ['यह कब जलाया गया था?', 'वहाँ कितने रखवाले रहते थे?', 'इसे किसने बनाया?', 'रखवाले क्यों चले गए?'],
  zh: ['灯塔什么时候点亮？', '有多少看守人？', null as never, '他们为什么离开？'],
  ja: ['灯台はいつ点灯されたか。', '守り人は何人いたか。', '灯台は誰が設計したか。', 'なぜ去ったのか。'],
  ko: ['등대는 언제 켜졌나?', '관리인은 몇 명인가?', '등대는 누가 설계했나?', '왜 떠났나?'],
};
const KINDS = ['time', 'number', 'name', 'reason'] as const;
const CORPUS = { chunks: 9, averageTerms: 9, documentFrequency: [], completedDocuments: 1, pendingDocuments: 0 };

describe('a question', () => {
  for (const [language, questions] of Object.entries(ASKED)) {
    it(`is known for what it asks in ${language}, and its asking words are not looked up`, () => {
      for (const [at, question] of questions.entries()) {
        if (question === null) continue;
        const { language: told, kind, terms } = weighQuestion(question, CORPUS);
        expect({ told, kind }, question).to.deep.equal({ told: language, kind: KINDS[at] });
        expect(terms.length, question).to.be.below(words(question).length);
      }
    });
  }

  it('asks for no kind where it does not say which', () => {
    expect(weighQuestion('What did the lamp burn?', CORPUS).kind).to.equal(null);
    expect(weighQuestion('lighthouse', CORPUS).kind).to.equal(null);
  });

  it('is also looked up by the terms that indexes had before languages were told apart', () => {
    for (const question of [
      'Welche Städte gründeten Schülerinnen?',
      'Какие города основаны защитниками?',
      'ما المدن القديمة؟',
    ]) {
      const content = words(question).filter(({ isStop }) => !isStop);

      expect(content.length, question).to.be.above(1);
      expect(searchTerms(question)).to.include.members(content.map(({ written }) => plainTerm(written)));
    }
  });

  it('that could be of any language is looked up by the stems of all', () => {
    const german = words('Die Hauptstädte und die Universitäten sind in Bayern', 'de').filter(({ isStop }) => !isStop);

    expect(searchTerms('Hauptstädte Universitäten')).to.include.members(german.slice(0, 2).map(({ term }) => term));
  });

  it('has names where capitals make them, which German nouns have too', () => {
    const names = (question: string) =>
      weighQuestion(question, CORPUS)
        .terms.filter(({ isName }) => isName)
        .map(({ written }) => written);

    expect(names('Who was Margaret Ellison of Allan?')).to.have.length(3);
    expect(names('Wer war der Wärter auf dem Turm?')).to.deep.equal([]);
  });
});
