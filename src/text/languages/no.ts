import type { LanguageFacts } from './language-facts.ts';

export const no: LanguageFacts = {
  stopWords:
    'og i jeg det at en et den til er som på de med han av ikke der så var meg seg men ett har om vi min hadde ham hun nå ' +
    'over da ved fra du ut sin dem oss opp kan hans hvor eller hva skal selv her alle vil bli ble blitt kunne inn når være ' +
    'kom noen noe dere deres etter ned skulle denne for enn hvis også under ha annen henne alt mye sitt mot disse hvorfor ' +
    'mange blir hennes vært hvem hvilken hvilket hvilke hvordan mellom uten ikkje eit ein',
  negations: 'ikke aldri ingen ingenting uten',
  asks: {
    time: 'når|hvilket (?:år|århundre|tiår)|hvilken (?:dag|dato|måned|periode)',
    number: 'hvor (?:mange|mye|gammel|lang|langt|lenge|stor|stort|høy|høyt|dyp|bred|rask|ofte)',
    name: 'hvem|hvor|hvilken (?:by|person|konge|dronning|president|elv|øy|region|stat)|hvilket land',
    reason: 'hvorfor',
  },
  pointsBack: 'han hun den det de dette denne disse hans hennes deres',
  abbreviations: 'f.eks bl bl.a d.v.s ca dr prof jf',
  countedAbbreviations: 'nr s',
  finalAbbreviations: 'osv etc m.m m.fl e.kr f.kr kr',
  hasOrdinalPoint: true,
};
