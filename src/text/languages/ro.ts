import type { LanguageFacts } from './language-facts.ts';

export const ro: LanguageFacts = {
  stopWords:
    'și şi în din de la cu pe a al ai ale o un una unui unei care ce că să nu este sunt era erau fi fost fiind a au avea ' +
    'aveau are avut am mai cel cea cei cele lui ei lor său sa săi sale se îl îi le acest această acești aceste acesta ' +
    'aceasta acel acea pentru prin despre după până între către fără sub peste spre dar sau iar dacă când cum unde cine ' +
    'cât câtă câți câte cui cărui cărei căror care dintre dintr într printr toate toți tot altă alte alt foarte doar ca decât',
  metByChance: 0.05,
  negations: 'nu niciodată nimeni fără niciun nicio',
  asks: {
    time: 'când|(?:în )?ce (?:an|ani|dată|zi|lună|deceniu|secol|perioadă|epocă)|pe ce dată',
    number:
      'cât|câtă|câți|câte|ce (?:procent|procentaj|număr|cantitate|proporție|populație|vârstă|înălțime|lungime|distanță)~',
    name: 'cine|cui|unde|(?:ce|care|cărui|cărei) (?:țară|oraș|persoană|rege|regină|președinte|general|râu|insulă|regiune|stat|provincie|continent)~',
    reason: 'de ce|din ce (?:cauză|motiv)',
  },
  pointsBack: 'el ea ei ele acesta aceasta acestea aceștia acest această',
  abbreviations: 'dl dna dr prof str cca',
  countedAbbreviations: 'nr p pag vol fig',
  finalAbbreviations: 'etc ex î.hr d.hr hr',
  connectives: 'potrivit conform documentului textului',
};
