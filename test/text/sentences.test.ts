import { expect } from 'chai';
import { array, assert, constantFrom, property, string } from 'fast-check';
import { sentences } from '../../src/text/sentences.ts';

const cut = (text: string) => sentences(text).map(({ start, end }) => text.slice(start, end));

describe('sentences', () => {
  it('hold everything but white space exactly once, in order, trimmed, whatever the text', () => {
    const pieces = constantFrom(
      'A b. ',
      'Mr. ',
      'U.S. ',
      '\n',
      '\r\n',
      '\n\n',
      '- x',
      '# H',
      '战争。',
      '😀',
      '\u00a0',
      '1. ',
      'é́',
      '?!',
    );
    const texts = [
      string({ unit: 'binary', maxLength: 300 }),
      array(pieces, { maxLength: 60 }).map((list) => list.join('')),
    ];
    for (const arbitrary of texts)
      assert(
        property(arbitrary, (text) => {
          let at = 0;
          for (const { start, end } of sentences(text)) {
            if (text.slice(at, start).trim() !== '' || text.slice(start, end).trim() !== text.slice(start, end))
              return false;
            if (end <= start) return false;
            at = end;
          }
          return text.slice(at).trim() === '';
        }),
        { numRuns: 500 },
      );
  });

  it('goes on over abbreviations, initials and titles, and stops where the next word starts anew', () => {
    expect(cut('Mr. J. R. Smith met Dr. Who at No. 10 in the U.S. Army. He left.')).to.deep.equal([
      'Mr. J. R. Smith met Dr. Who at No. 10 in the U.S. Army.',
      'He left.',
    ]);
    expect(cut('They moved to the U.S. The war went on.')).to.deep.equal([
      'They moved to the U.S.',
      'The war went on.',
    ]);
  });

  it('reads over the line breaks of a wrapped paragraph, with any line ends', () => {
    for (const eol of ['\n', '\r\n', '\r']) {
      const text = [
        'The war that was fought between the two',
        'kingdoms lasted for nine years. It ended',
        'in 1763 with the treaty.',
      ].join(eol);
      expect(cut(text)).to.deep.equal([text.slice(0, text.indexOf(' It ended')), text.slice(text.indexOf('It ended'))]);
    }
  });

  it('ends at headings, list items and rows, which carry no full stop', () => {
    expect(cut('# Costs\nRent is high.\n- bread\n- water\n\nname,age\nBob,33')).to.deep.equal([
      '# Costs',
      'Rent is high.',
      '- bread',
      '- water',
      'name,age',
      'Bob,33',
    ]);
  });

  it('takes list items one by one though their lines are as wide as those of a wrapped paragraph', () => {
    const items = [
      '1. flour of wheat, sifted twice or more',
      '2. water from the well, and some salt',
      'of the sea, as much as you like',
    ];

    expect(cut(items.join('\n'))).to.deep.equal([items[0], `${items[1]}\n${items[2]}`]);
  });

  it('knows the stops of Chinese, and Arabic from right to left', () => {
    expect(cut('战争始于1754年。它结束于1763年。')).to.have.length(2);
    expect(cut('متى بدأت الحرب؟ بدأت عام 1754.')).to.have.length(2);
  });

  /** Texts of one sentence, and of two with a bar between them. */
  const CASES: Record<string, readonly string[]> = {
    English: [
      'In Pierce v. Society of Sisters the court ruled for the school.',
      'The U.S. Army met Gen. Grant and Mr. Smith at No. 10 of the street.',
      'It was heated to 12. |The lamp was then lit by the keepers.',
    ],
    German: [
      'Der Turm wurde am 3. Oktober 1861 von den Wärtern angezündet.',
      'Im 19. Jahrhundert wurde er z. B. Leuchtturm und d. h. Seezeichen genannt.',
      'Unter Friedrich II. Preußen zu regieren war nicht leicht.',
      'Er wurde von Dr. Ellison, d.h. von der Gräfin, und ca. 40 Leuten gebaut.',
      'Das war im Jahre 1861. |Die Wärter kamen auf die Insel.',
      'Er trug Brot, Käse usw. |Die Wärter waren ihm dankbar.',
    ],
    Spanish: [
      'Los soldados de EE. UU. Grant fueron llevados por el Sr. García a la isla.',
      'La Dra. Ellison vivió en la Avda. Mayor y tenía una casa.',
      'El faro fue encendido en 1861. |La lámpara era de aceite.',
    ],
    French: [
      'Le phare fut construit par M. Dupont, av. J.-C. selon la légende.',
      'Il est né à St. Denis. |La ville est belle et dans une île.',
    ],
    Italian: [
      'Il faro è stato costruito dal sig. Rossi e dal dott. Bianchi nel 1861.',
      'È nato nel 1861. |La lampada è dei guardiani.',
    ],
    Portuguese: [
      'O farol foi construído pelo Sr. Silva e pela Dra. Costa em 1861.',
      'Ele nasceu em 1861. |A lâmpada não é do farol.',
    ],
    Dutch: [
      'De toren werd bijv. Vuurtoren genoemd en door dhr. Jansen gebouwd.',
      'Hij werd in 1861 gebouwd. |De wachters waren er niet.',
    ],
    Polish: ['Wieża została zbudowana 3. Października przez dr. Nowaka w XIX. Wieku.'],
    Turkish: [
      'Fener 2. Dünya Savaşı için Dr. Yılmaz ile bir yıl kapalı kaldı.',
      'Bu kule 1861 yılında yapıldı. |Bir gemi ile gelindi.',
    ],
    Russian: [
      'Маяк построил А. С. Пушкин на ул. Ленина по проекту акад. Иванова.',
      'Маяк построен в 1861 г. |Он был закрыт в 1987 г.',
    ],
    Arabic: ['بنى المنارة د. محمد الخطيب مع أ. ب. حسن في عام 1861.'],
    Hindi: ['यह दीपस्तंभ डॉ. शर्मा के द्वारा बनाया गया था।'],
    Chinese: ['灯塔由A. Ellison设计。|它于1861年点亮。'],
    Japanese: ['灯台は1861年に建てられた。|守り人は三人いた。'],
  };
  for (const [language, texts] of Object.entries(CASES)) {
    it(`are not cut inside in ${language}, at abbreviations, ordinals and initials`, () => {
      for (const text of texts)
        expect(cut(text.replace('|', ''))).to.deep.equal(text.split('|').map((sentence) => sentence.trim()));
    });
  }

  it('go on over a subscript on a line of its own, and end before a numbered item', () => {
    expect(cut('Two atoms bind to form O\n2, a gas. It is heavier than H\n2O.')).to.deep.equal([
      'Two atoms bind to form O\n2, a gas.',
      'It is heavier than H\n2O.',
    ]);
    expect(cut('Parts of A\n1. flour\n2. water')).to.have.length(3);
  });

  it('go on over wrapped lines that begin with the capitals of German nouns', () => {
    const text =
      'Der Leuchtturm von Skerrow steht auf einem Felsen, elf Meilen vor der Küste. Seine Wärter lebten zu dritt in ' +
      'Kammern unter der Laterne. Den Proviant für Monate brachte ihnen der Dampfer Petrel, wenn Wind und Wellen der ' +
      'Nordsee das Anlegen erlaubten. Vierzig Bewohner der Insel Allan zahlten Steuern für den Bau.';
    const wrapped = wrap(text, 72);

    expect(wrapped.split('\n').length).to.be.above(3);
    expect(cut(wrapped).map((sentence) => sentence.replaceAll('\n', ' '))).to.deep.equal(cut(text));
  });

  it('end with the lines of an address or a list, which have room left', () => {
    expect(cut('Skerrow Lighthouse Museum and Tea Room\nHarbour Street 12\nPort Allan')).to.have.length(3);
  });
});

/** As an editor wraps a paragraph: as many words on a line as fit. */
function wrap(text: string, columns: number): string {
  return text.split(' ').reduce((wrapped, word) => {
    const column = wrapped.length - wrapped.lastIndexOf('\n') - 1;
    return `${wrapped}${column + 1 + word.length > columns ? '\n' : ' '}${word}`;
  });
}
