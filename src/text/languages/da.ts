import type { LanguageFacts } from './language-facts.ts';

export const da: LanguageFacts = {
  stopWords:
    'og i jeg det at en den til er som på de med han af for ikke der var mig sig men et har om vi min havde ham hun nu over ' +
    'da fra du ud sin dem os op hans hvor eller hvad skal selv her alle vil blev kunne ind når være dog noget deres efter ' +
    'ned skulle denne end dette også under have anden hende mine alt meget sit sine mod disse hvis nogle hos blive mange ' +
    'bliver hendes været hvem hvornår hvorfor hvordan hvilken hvilket hvilke hvis mellem uden',
  negations: 'ikke aldrig ingen intet uden',
  asks: {
    time: 'hvornår|hvilket (?:år|århundrede|årti)|hvilken (?:dag|dato|måned|periode)',
    number: 'hvor (?:mange|meget|gammel|lang|langt|længe|stor|stort|høj|højt|dyb|bred|hurtig|ofte)',
    name: 'hvem|hvis|hvor|hvilken (?:by|person|konge|dronning|præsident|flod|ø|region|stat)|hvilket land',
    reason: 'hvorfor',
  },
  pointsBack: 'han hun den det de dette denne disse hans hendes dens deres',
  abbreviations: 'f.eks bl bl.a d.v.s ca dr prof jf',
  countedAbbreviations: 'nr s',
  finalAbbreviations: 'osv etc m.m m.fl e.kr f.kr kr',
  hasOrdinalPoint: true,
};
