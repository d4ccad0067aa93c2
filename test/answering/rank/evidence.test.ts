import { expect } from 'chai';
import { searchTerms, weighQuestion } from '../../../src/answering/rank/question.ts';
import { rank } from '../../../src/answering/rank/rank.ts';
import { terms } from '../../../src/text/words.ts';

/** The evidence that a library of these texts, a document each, answers a question. */
function evidence(question: string, texts: readonly string[]): number {
  const held = texts.map((text) => new Set(terms(text)));
  const documentFrequency = searchTerms(question).map((term) => held.filter((one) => one.has(term)).length);
  const corpus = {
    chunks: texts.length,
    averageTerms: 20,
    documentFrequency,
    completedDocuments: 1,
    pendingDocuments: 0,
  };
  const passages = texts.map((text, at) => {
    const place = { position: 0, start: 0, end: text.length, page: null };
    return { ...place, text, documentId: `${at}`, filename: `${at}`, source: 'text' as const };
  });
  return rank(weighQuestion(question, corpus), passages, corpus).evidence;
}

const WAR = 'The French general Montcalm took the fort at Oswego in 1756. He was popular among his men.';
const BREAD = 'Sourdough is baked from flour, water and salt. The dough rests for twelve hours.';
const THRESHOLD = 1.01;

describe('evidence', () => {
  it('falls with a name, a number or a denial of the question that the passage lacks', () => {
    const full = evidence('Which French general took the fort at Oswego in 1756?', [WAR, BREAD]);

    for (const question of [
      'Which British general took the fort at Oswego in 1756?',
      'Which French general took the fort at Oswego in 1765?',
      'Which French general never took the fort at Oswego in 1756?',
    ])
      expect(evidence(question, [WAR, BREAD]), question).to.be.below(full - 0.3);
    expect(evidence('Was Montcalm unpopular among his men?', [WAR, BREAD])).to.be.below(
      evidence('Was Montcalm popular among his men?', [WAR, BREAD]) - 0.3,
    );
  });

  it('keeps questions and refuses those about other subjects by one threshold in every language', () => {
    for (const [answerable, other, text] of [
      ['How long does the dough rest?', 'How long did the siege of Vienna last?', BREAD],
      [
        'Wie lange ruht der Teig?',
        'Wie lange dauerte die Belagerung Wiens?',
        'Brot wird aus Mehl gebacken. Der Teig ruht zwölf Stunden.',
      ],
      [
        '¿Cuánto tiempo reposa la masa?',
        '¿Cuánto duró el sitio de Viena?',
        'El pan se hace con harina. La masa reposa durante doce horas.',
      ],
      [
        'Сколько часов отдыхает тесто?',
        'Сколько длилась осада Вены?',
        'Хлеб пекут из муки. Тесто отдыхает двенадцать часов.',
      ],
      ['كم ساعة يرتاح العجين؟', 'كم استمر حصار فيينا؟', 'يصنع الخبز من الدقيق. يرتاح العجين اثنتي عشرة ساعة.'],
      ['面团静置多少小时？', '维也纳之围持续了多久？', '面包用面粉制成。面团静置十二小时。'],
      ['生地は何時間休ませるか。', 'ウィーン包囲は何か月続いたか。', 'パンは小麦粉で焼く。生地は十二時間休ませる。'],
      [
        'Hamur kaç saat dinlenir?',
        'Viyana kuşatması ne kadar sürdü?',
        'Ekmek undan yapılır. Hamur on iki saat dinlenir.',
      ],
      [
        'Πόσες ώρες ξεκουράζεται η ζύμη;',
        'Πόσο κράτησε η πολιορκία της Βιέννης;',
        'Το ψωμί γίνεται από αλεύρι. Η ζύμη ξεκουράζεται δώδεκα ώρες.',
      ],
      [
        'Bột nhào nghỉ bao nhiêu giờ?',
        'Cuộc vây hãm Viên kéo dài bao lâu?',
        'Bánh mì làm từ bột mì. Bột nhào nghỉ mười hai giờ.',
      ],
      ['แป้งโดพักกี่ชั่วโมง', 'การล้อมกรุงเวียนนากินเวลากี่เดือน', 'ขนมปังทำจากแป้งสาลี แป้งโดพักสิบสองชั่วโมง'],
      ['आटा कितने घंटे आराम करता है?', 'वियना की घेराबंदी कितने दिन चली?', 'रोटी आटे से बनती है। आटा बारह घंटे आराम करता है।'],
      ['반죽은 몇 시간 쉬는가?', '빈 포위전은 얼마나 계속되었나?', '빵은 밀가루로 만든다. 반죽은 열두 시간 쉰다.'],
    ] as const) {
      expect(evidence(answerable, [text, WAR]), answerable).to.be.above(THRESHOLD);
      expect(evidence(other, [text, WAR]), other).to.be.below(THRESHOLD);
    }
  });

  it('refuses what denies or turns round what is said, unless the sentence itself is quoted', () => {
    expect(evidence('Which French general never took the fort at Oswego in 1756?', [WAR, BREAD])).to.be.below(
      THRESHOLD,
    );
    expect(evidence("What wasn't baked from flour, water and salt?", [WAR, BREAD])).to.be.below(THRESHOLD);
    expect(evidence('Was Montcalm unpopular among his men?', [WAR, BREAD])).to.be.below(THRESHOLD);
    expect(evidence(`${BREAD} It must not be kneaded.`, [WAR, BREAD])).to.be.above(THRESHOLD);
  });

  it('knows words by their roots, between the consonants of Arabic and the syllables of Korean', () => {
    for (const [question, text, other] of [
      ['ما هو صنف التعقيد؟', 'هناك أصناف كثيرة للتعقيد في النظرية.', 'هناك سفن كثيرة في الميناء القديم.'],
      ['프로그램의 진행자는 누구인가?', '프로그램을 진행하던 사람은 윤상이다.', '프로그램을 만든 사람은 윤상이다.'],
    ] as const)
      expect(evidence(question, [text, WAR]), question).to.be.above(evidence(question, [other, WAR]) + 0.2);
  });

  it('holds words of Vietnamese apart by their tones, and takes what is typed without them', () => {
    const text = 'Con ma trắng sống trong nhà cũ.';

    expect(evidence('con ma', [text, WAR])).to.be.above(THRESHOLD);
    expect(evidence('ma trang nha cu', [text, WAR])).to.be.above(THRESHOLD);
    expect(evidence('cây mạ', [text, WAR])).to.be.below(THRESHOLD);
  });

  it('is none where nothing is found', () => {
    expect(evidence('elephant', [])).to.equal(0);
    expect(evidence('elephant', [WAR])).to.equal(0);
  });
});
