import { expect } from 'chai';
import { statementsOf } from '../../../src/answering/proof/statements.ts';
import { createJudgeSupport } from '../../../src/answering/proof/support.ts';

/** What is linear takes a tenth of it, and what is not takes many times as long. */
const WHOLE_SECONDS = 10_000;

type Cases = { passage: string; verbatim: string; supported: string[]; unsupported: Record<string, string> };

/** Of each language a passage, what it says in other words, and what it does not say. */
const LANGUAGES: Record<string, Cases> = {
  English: {
    passage:
      'The Skerrow lighthouse stands on a rock eleven miles off the coast. It was designed by Margaret Ellison and lit for the first time on 3 October 1861. Building it took six years, because waves washed away the scaffolding. The keepers called it "the old lady of the sea". It was not damaged in the great storm. About 4,000 gannets nest on the rock.',
    verbatim: 'It was not damaged in the great storm.',
    supported: [
      'According to the document, Margaret Ellison designed the Skerrow lighthouse.',
      'On 3 October 1861 the lighthouse was lit for the first time.',
      'The lighthouse was built in 6 years because the waves washed away its scaffolding.',
      'The great storm did not damage it.',
      'Roughly 4000 gannets nest on the rock.',
    ],
    unsupported: {
      number: 'Building it took nine years, because waves washed away the scaffolding.',
      year: 'It was lit for the first time on 3 October 1871.',
      month: 'It was lit for the first time on 3 November 1861.',
      name: 'It was designed by Margaret Robinson.',
      'name in front': 'Robinson designed the lighthouse.',
      quotation: 'The keepers called it "the queen of the waves".',
      'number of another sentence': 'Building it took eleven years, because waves washed away the scaffolding.',
      'two sentences stitched together': 'It was designed by Margaret Ellison washed away the scaffolding.',
      'month for a word': 'It was designed by Margaret May.',
      negation: 'It was not designed by Margaret Ellison.',
      'lost negation': 'It was damaged in the great storm.',
      'another text': 'Torvald is a hard cheese from the milk of red cows.',
    },
  },
  German: {
    passage:
      'Der Leuchtturm von Skerrow steht auf einem Felsen vor der Küste. Er wurde von Margarete Ellison entworfen und am 3. Oktober 1861 zum ersten Mal angezündet. Der Bau dauerte sechs Jahre. Im großen Sturm wurde er nicht beschädigt.',
    verbatim: 'Der Bau dauerte sechs Jahre.',
    supported: [
      'Laut Dokument wurde der Leuchtturm von Margarete Ellison entworfen.',
      'Am 3. Oktober 1861 wurde er zum ersten Mal angezündet.',
      'Der große Sturm beschädigte den Leuchtturm nicht.',
    ],
    unsupported: {
      number: 'Der Bau dauerte neun Jahre.',
      month: 'Er wurde am 3. November 1861 zum ersten Mal angezündet.',
      name: 'Er wurde von Margarete Baumgartner entworfen.',
      negation: 'Der Bau dauerte nicht sechs Jahre.',
      'lost negation': 'Im großen Sturm wurde er beschädigt.',
      'another text': 'Der Käse reift vierzehn Monate in Höhlen aus Kalkstein.',
    },
  },
  Spanish: {
    passage:
      'El faro de Skerrow se levanta sobre una roca cerca de la costa. Fue diseñado por Margarita Ellison y encendido por primera vez el 3 de octubre de 1861. La construcción duró seis años. La gran tormenta no dañó la torre.',
    verbatim: 'La construcción duró seis años.',
    supported: [
      'Según el documento, el faro fue diseñado por Margarita Ellison.',
      'El 3 de octubre de 1861 fue encendido por primera vez.',
    ],
    unsupported: {
      number: 'La construcción duró nueve años.',
      month: 'Fue encendido por primera vez el 3 de noviembre de 1861.',
      name: 'Fue diseñado por Margarita Fernández.',
      negation: 'El faro no fue diseñado por Margarita Ellison.',
      'lost negation': 'La gran tormenta dañó la torre.',
      'another text': 'El queso madura catorce meses en cuevas de piedra caliza.',
    },
  },
  Russian: {
    passage:
      'Маяк Скерроу стоит на скале недалеко от берега. Его спроектировала Маргарита Эллисон, и впервые он был зажжён 3 октября 1861 года. Строительство длилось шесть лет. Большой шторм не повредил башню.',
    verbatim: 'Строительство длилось шесть лет.',
    supported: [
      'Согласно документу, маяк спроектировала Маргарита Эллисон.',
      'Маяк был впервые зажжён 3 октября 1861 года.',
    ],
    unsupported: {
      number: 'Строительство длилось девять лет.',
      month: 'Впервые он был зажжён 3 ноября 1861 года.',
      name: 'Его спроектировала Маргарита Иванова.',
      negation: 'Строительство не длилось шесть лет.',
      'lost negation': 'Большой шторм повредил башню.',
      'another text': 'Сыр зреет четырнадцать месяцев в известняковых пещерах.',
    },
  },
  Arabic: {
    passage:
      'تقع منارة سكيرو على صخرة قرب الساحل. صممتها مارغريت إليسون وأضيئت لأول مرة في 3 أكتوبر 1861. استغرق البناء ست سنوات. لم تدمر العاصفة الكبيرة البرج.',
    verbatim: 'استغرق البناء ست سنوات.',
    supported: ['وفقا للنص صممتها مارغريت إليسون.', 'في 3 أكتوبر 1861 أضيئت المنارة لأول مرة.'],
    unsupported: {
      number: 'أضيئت لأول مرة في 3 أكتوبر ١٨٧١.',
      month: 'أضيئت لأول مرة في 3 نوفمبر 1861.',
      name: 'صممتها مارغريت فيرنانديز.',
      negation: 'لم تصممها مارغريت إليسون.',
      'lost negation': 'تدمر العاصفة الكبيرة البرج.',
      'another text': 'ينضج الجبن أربعة عشر شهرا في الكهوف.',
    },
  },
  Chinese: {
    passage:
      '斯凯罗灯塔矗立在离海岸十一英里的岩石上。它由玛格丽特·埃里森设计，1861年10月3日首次点亮。建造用了六年时间。大风暴没有损坏灯塔。',
    verbatim: '建造用了六年时间。',
    supported: ['根据文件，灯塔由玛格丽特·埃里森设计。', '灯塔于1861年10月3日首次点亮。'],
    unsupported: {
      number: '建造用了九年时间。',
      year: '灯塔于1871年10月3日首次点亮。',
      month: '灯塔于1861年11月3日首次点亮。',
      name: '它由莎士比亚设计。',
      negation: '它不是由玛格丽特·埃里森设计。',
      'lost negation': '大风暴损坏了灯塔。',
      'another text': '奶酪在石灰岩洞穴中成熟十四个月。',
    },
  },
};

for (const [language, { passage, verbatim, supported, unsupported }] of Object.entries(LANGUAGES))
  describe(`support of ${language} statements`, () => {
    const judge = createJudgeSupport([{ text: passage }]);

    it('is verbatim where the passage has the statement word for word', () => {
      expect(judge(verbatim, [1])).to.equal('verbatim');
    });

    for (const statement of supported)
      it(`is there in other words: ${statement}`, () => {
        expect(judge(statement, [1])).to.equal('supported');
      });

    for (const [what, statement] of Object.entries(unsupported))
      it(`is missing for ${what}: ${statement}`, () => {
        expect(judge(statement, [1])).to.equal('unsupported');
      });
  });

/** Of further languages a passage, what it says in other words, and what it does not say. */
const FURTHER: Record<string, readonly [string, string, string]> = {
  Greek: [
    'Ο φάρος του Σκέροου σχεδιάστηκε από τη Μαργαρίτα Έλισον και άναψε για πρώτη φορά στις 3 Οκτωβρίου 1861.',
    'Σύμφωνα με το έγγραφο, ο φάρος σχεδιάστηκε από τη Μαργαρίτα Έλισον.',
    'Ο φάρος σχεδιάστηκε από τη Μαργαρίτα Παπαδάκη.',
  ],
  Turkish: [
    'Skerrow deniz feneri Margaret Ellison tarafından tasarlandı ve ilk kez 3 Ekim 1861 tarihinde yakıldı.',
    'Belgeye göre deniz feneri Margaret Ellison tarafından tasarlandı.',
    'Deniz feneri Margaret Yılmaz tarafından tasarlandı.',
  ],
  Hindi: [
    'स्केरो प्रकाशस्तंभ को मार्गरेट एलिसन ने डिज़ाइन किया था और इसे पहली बार 3 अक्टूबर 1861 को जलाया गया था।',
    'प्रकाशस्तंभ को पहली बार 3 अक्टूबर 1861 को जलाया गया था।',
    'प्रकाशस्तंभ को पहली बार 3 अक्टूबर 1871 को जलाया गया था।',
  ],
  Japanese: [
    'スケロー灯台はマーガレット・エリソンが設計し、1861年10月3日に初めて点灯された。',
    '文書によると、灯台はマーガレット・エリソンが設計した。',
    '灯台はシャーロック・ホームズが設計した。',
  ],
  Vietnamese: [
    'Ngọn hải đăng Skerrow do Margaret Ellison thiết kế và được thắp sáng lần đầu vào ngày 3 tháng 10 năm 1861.',
    'Theo tài liệu, ngọn hải đăng do Margaret Ellison thiết kế.',
    'Ngọn hải đăng được thắp sáng lần đầu vào ngày 3 tháng 10 năm 1871.',
  ],
};

for (const [language, [text, right, wrong]] of Object.entries(FURTHER))
  it(`judges ${language} statements too`, () => {
    const judge = createJudgeSupport([{ text }]);

    expect([judge(right, [1]), judge(wrong, [1])]).to.deep.equal(['supported', 'unsupported']);
  });

describe('support of a statement in another language than its passage', () => {
  const judge = createJudgeSupport([{ text: LANGUAGES.English?.passage ?? '' }]);

  for (const statement of [
    'Der Leuchtturm von Skerrow wurde von Margaret Ellison entworfen.',
    'Der Bau des Turms dauerte sechs Jahre und war schwierig.',
    'El faro fue diseñado por Margaret Ellison y encendido el 3 de octubre de 1861.',
    'Маяк был впервые зажжён 3 октября 1861 года.',
    '灯塔于1861年10月3日首次点亮。',
  ])
    it(`is there where its numbers, dates and names are: ${statement}`, () => {
      expect(judge(statement, [1])).to.equal('supported');
    });

  for (const statement of [
    'Er wurde von Margaret Baumgartner entworfen und von ihr gebaut.',
    'Der Bau des Turms dauerte neun Jahre und war schwierig.',
    'El faro fue diseñado por Margaret Ellison y encendido el 3 de noviembre de 1861.',
    '灯塔于1861年11月3日首次点亮。',
    'Der Mond ist aus dem besten Käse und schmeckt.',
    'Маяк стоит на высокой скале у берега.',
  ])
    it(`is missing where one of them is not, or there is none: ${statement}`, () => {
      expect(judge(statement, [1])).to.equal('unsupported');
    });
});

describe('support', () => {
  for (const [passage, statement] of [
    ['大桥全长340米。', '大桥全长340米[1]。'],
    ['大桥全长340米[7]。', '大桥全长340米。'],
    ['橋の長さは340メートルです。', '橋の長さは340メートルです[1]。'],
    ['สะพานยาว 340 เมตร', 'สะพานยาว 340 เมตร[1]'],
  ] as const)
    it(`is verbatim whatever stands right behind a word without a space: ${statement}`, () => {
      expect(createJudgeSupport([{ text: passage }])(statement, [1])).to.equal('verbatim');
    });

  it('is missing where no passage is cited, or one that was not retrieved', () => {
    const judge = createJudgeSupport([{ text: 'It began in 1754.' }]);

    expect(judge('It began in 1754.', [])).to.equal('unsupported');
    expect(judge('It began in 1754.', [2])).to.equal('unsupported');
  });

  it('takes time linear in the text', () => {
    const judge = createJudgeSupport([{ text: 'It began in 1754. '.repeat(2000) }]);

    expect(judge('It "ended" in 1763, [1 '.repeat(80), [1])).to.equal('unsupported');
  });

  it('takes time linear in a word', () => {
    const judge = createJudgeSupport([{ text: 'It began in 1754.' }]);
    const word = `${'1,'.repeat(990)}1`;

    for (let times = 0; times < 200; times++) expect(judge(`${word} ${times}.`, [1])).to.equal('unsupported');
  }).timeout(WHOLE_SECONDS);

  it('is missing where a statement is longer than any sentence', () => {
    const passage = 'x'.repeat(3000);

    expect(createJudgeSupport([{ text: passage }])(passage, [1])).to.equal('unsupported');
  });
});

describe('statements of an answer that never comes to its end', () => {
  const judged = (answer: string) => {
    let calls = 0;
    const statements = statementsOf(answer, () => {
      calls++;
      return 'supported';
    });
    return { calls, statements };
  };

  for (const [name, answer] of Object.entries({
    'a list': '1. A\n'.repeat(8000),
    'sentences with one mark behind them all': `${'It is so. '.repeat(8000)}[1]`,
    'sentences with a mark each': 'It is so [1]. '.repeat(8000),
    'marks alone': `It is so ${'[1]'.repeat(20_000)}.`,
  }))
    it(`are found in time linear in it, and the first 500 judged: ${name}`, () => {
      const { calls, statements } = judged(answer);

      expect(calls).to.equal(Math.min(500, statements.length));
      expect(statements.slice(500).every(({ support }) => support === 'unsupported')).to.equal(true);
    }).timeout(WHOLE_SECONDS);

  it('rest on the next mark of their paragraph, and on none behind it', () => {
    const { statements } = judged('One is so. Two is so. [2]\n\nThree is so. Four is so.\n\nFive is so [1].');

    expect(statements.map(({ citations }) => citations)).to.deep.equal([[2], [2], [], [], [1]]);
  });
});
