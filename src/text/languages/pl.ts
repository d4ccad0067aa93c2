import type { LanguageFacts } from './language-facts.ts';

export const pl: LanguageFacts = {
  stopWords:
    'i w we z ze na do od po za przez dla o u przy pod nad przed między bez oraz lub albo ale a że żeby aby jak jako jest są ' +
    'był była było byli były być będzie nie się to ten ta te tego tej tym tych ich jego jej on ona ono oni one go mu im ' +
    'który która które którzy którego której których którym co kto kogo komu kim czym czego kiedy gdzie skąd dokąd ' +
    'dlaczego czemu ile ilu jaki jaka jakie jakim jakiej jaką czy już tylko także również został została zostało zostały może',
  negations: 'nie nigdy nikt żaden bez',
  asks: {
    time: 'kiedy|(?:w )?(?:którym|jakim) (?:roku|dniu|miesiącu|wieku|okresie)|w której dekadzie',
    number:
      'ile|ilu|jak (?:długo|daleko|stary|wysoki|głęboki|często|duży|duża)|jaki (?:procent|odsetek)|jaka (?:liczba|część)',
    name: 'kto|kogo|komu|kim|gdzie|skąd|dokąd|(?:który|która|które|jaki|jakie|jaka|w którym|w jakim) (?:kraj|miasto|miast|osob|król|prezydent|generał|rzek|wysp|region|stan|prowincj)~',
    reason: 'dlaczego|czemu|z jakiego powodu',
  },
  pointsBack: 'on ona ono oni one to ten ta te jego jej ich',
  abbreviations: 'np m.in tzn tzw dr prof mgr inż ul al św ok ur zm por zob im gen płk ks łac ang',
  countedAbbreviations: 'nr s str',
  finalAbbreviations: 'itd itp r w wg p.n.e n.e',
  hasOrdinalPoint: true,
};
