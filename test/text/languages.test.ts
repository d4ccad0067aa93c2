import { expect } from 'chai';
import { languageOf, terms, words } from '../../src/text/words.ts';

/** Of each language a sentence, and pairs of words that one root makes. */
const TEXTS: Record<string, { text: string; pairs: string }> = {
  en: {
    text: 'The keepers of the lighthouse were brought to the rock by a steamer.',
    pairs: 'cities=city began=begin',
  },
  de: {
    text: 'Die Wärter des Leuchtturms wurden von einem Dampfer gebracht.',
    pairs: 'Städte=Stadt gegründete=gegründet',
  },
  es: {
    text: 'Los guardianes del faro fueron llevados a la roca por un vapor.',
    pairs: 'jugadores=jugador fundada=fundado',
  },
  fr: {
    text: "Les gardiens du phare étaient amenés à l'île par un vapeur.",
    pairs: "nationales=national l'Allemagne=allemagne",
  },
  it: {
    text: 'I guardiani del faro sono portati allo scoglio da un vapore.',
    pairs: "nazionali=nazionale dell'isola=isola",
  },
  pt: { text: 'Os guardas do farol foram levados à rocha por um vapor.', pairs: 'cidades=cidade fundada=fundado' },
  nl: {
    text: 'De wachters van de vuurtoren werden door een stoomboot gebracht.',
    pairs: 'steden=stede gebouwen=gebouw',
  },
  ro: { text: 'Paznicii farului au fost aduși la stâncă de un vapor.', pairs: 'orașe=oraș' },
  sv: { text: 'Fyrens vaktare kom till klippan med en ångbåt och blev där hela året.', pairs: 'städer=städerna' },
  pl: {
    text: 'Strażnicy latarni morskiej zostali przewiezieni na skałę przez parowiec i tam się osiedlili.',
    pairs: '',
  },
  tr: {
    text: 'Deniz fenerinin bekçileri bir vapur ile kayalığa getirildi ve orada kaldı.',
    pairs: "şehirlerin=şehir Ankara'daki=Ankara",
  },
  ru: { text: 'Смотрителей маяка привозил на скалу пароход.', pairs: 'города=городов основана=основан' },
  el: { text: 'Οι φύλακες του φάρου μεταφέρθηκαν με ένα ατμόπλοιο.', pairs: 'πόλεις=πόλη' },
  ar: {
    text: 'نقلت باخرة حراس المنارة إلى الصخرة مرة في الشهر.',
    pairs: 'والمدينة=مدينة بالكتاب=كتاب للمدينة=المدينة لأصناف=الأصناف باختبار=الاختبار',
  },
  hi: { text: 'प्रकाशस्तंभ के रखवाले एक भाप जहाज से चट्टान पर लाए जाते थे।', pairs: '' },
  zh: { text: '灯塔的看守人由一艘汽船送到岩石上。', pairs: '' },
  ja: { text: '灯台の守り人は蒸気船で岩に運ばれた。', pairs: '' },
  ko: { text: '등대의 관리인들은 증기선으로 바위에 옮겨졌다.', pairs: '등대에서=등대 등대를=등대의' },
};

describe('languages', () => {
  it('are known by words that other languages share, and by letters of their own', () => {
    const questions = {
      de: 'Wie viele Menschen kamen in den Jahren 1620-21 in Algier ums Leben?',
      tr: "Jacksonville'in beyaz nüfusu neydi?",
    };
    for (const [language, question] of Object.entries(questions))
      expect(languageOf(question).language).to.equal(language);
  });

  for (const [language, { text, pairs }] of Object.entries(TEXTS)) {
    it(`knows ${language} by its words, also in a question and in capitals`, () => {
      expect(languageOf(text).language).to.equal(language);
      expect(languageOf(text.toUpperCase()).language).to.equal(language);
    });
    if (pairs === '') continue;

    it(`brings the forms of a word together in ${language}`, () => {
      for (const pair of pairs.split(' ')) {
        const [one, other] = pair.split('=').map((word) =>
          words(word, language as 'de')
            .filter(({ isStop }) => !isStop)
            .map(({ term }) => term),
        );
        expect(one, pair).to.have.length(1).and.deep.equal(other);
      }
    });
  }

  it('takes what tells nothing for English, and says that it could be any', () => {
    const { language, possible } = languageOf('Torvald 812 Bremen');

    expect(language).to.equal('en');
    expect(possible).to.include.members(['de', 'en', 'fr']);
  });

  it('reads foreign names in a text of another script as an English text has them', () => {
    expect(terms('Компания Railways основана в Лондоне')).to.include(terms('Railways')[0]);
  });

  it('looks at no more of a text than its beginning', () => {
    const text = `${'Die Wärter wurden von einem Dampfer gebracht. '.repeat(40)}${'the keepers of the light were '.repeat(10_000)}`;

    expect(languageOf(text).language).to.equal('de');
  });
});
