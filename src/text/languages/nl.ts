import type { LanguageFacts } from './language-facts.ts';

export const nl: LanguageFacts = {
  stopWords:
    'de het een en of maar niet ook nog al zo als dan dat dit die deze is zijn was waren wordt worden werd werden heeft ' +
    'hebben had hadden kan kunnen kon konden moet moeten zal zullen zou zouden in op aan van voor met door bij naar uit ' +
    'over onder tot om te ten ter tegen tussen tijdens zonder sinds na hij zij ze het hem haar hun hen zich wij we ons ' +
    'ik mij men er daar hier waar wie wat wanneer hoe hoeveel welk welke waarom waardoor waarin waarmee waarvan waarvoor ' +
    'wiens meer veel zeer alle andere omdat toen terwijl want dus geen',
  negations: 'niet geen nooit niemand zonder',
  asks: {
    time: '(?:sinds )?wanneer|(?:in )?welke? (?:jaar|datum|dag|maand|decennium|eeuw|tijdperk|periode|tijd)~|hoe laat',
    number:
      'hoeveel~|hoe (?:oud|lang|ver|groot|hoog|diep|breed|snel|vaak|zwaar|duur)|(?:welke?|wat is (?:de|het)) (?:percentage|aantal|deel|hoeveelheid|bevolking|leeftijd|hoogte|lengte|afstand|temperatuur|prijs)~',
    name: 'wie|wiens|waar|waarheen|welke? (?:land|stad|plaats|persoon|man|vrouw|koning|koningin|president|generaal|rivier|eiland|regio|staat|provincie|continent|wetenschapper|auteur)~',
    reason: 'waarom|wat (?:is|was) de (?:reden|oorzaak)',
  },
  pointsBack: 'hij zij ze het dit deze dat zijn haar hun',
  abbreviations: 'bijv d.w.z o.a m.b.t t.o.v i.v.m z.g zgn ca dr drs prof mr ir ing dhr mevr st vgl resp evt incl',
  countedAbbreviations: 'nr blz p art hfst',
  finalAbbreviations: 'enz etc chr v.chr n.chr jl bv',
  connectives: 'volgens document tekst bron antwoord vraag kortom',
};
