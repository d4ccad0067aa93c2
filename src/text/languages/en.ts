import type { LanguageFacts } from './language-facts.ts';

export const en: LanguageFacts = {
  stopWords:
    'a an the this that these those there here it its he him his she her hers they them their theirs we us our ours i me ' +
    'my mine you your yours who whom whose what which when where why how am is are was were be been being do does did ' +
    'done doing have has had having can could may might must shall should will would and or but nor not no if then ' +
    'than so as at by for from in into of off on onto out over per to up upon with about also any some all both each ' +
    'such only own same too very just please tell',
  metByChance: 0.1,
  negations: 'not no never none nobody nothing neither nor without cannot',
  asks: {
    time: 'when|(?:what|which) (?:\\w+ )?(?:years?|date|day|month|decade|century|time|era|period)',
    number:
      'how (?:many|much|old|long|far|tall|large|big|high|deep|wide|fast|often|heavy|great)|what (?:\\w+ )?(?:percent|' +
      'percentage|number|amount|proportion|portion|fraction|population|age|size|ratio|rate|cost|distance|temperature)',
    name:
      'who(?:m|se)?|where|(?:what|which) (?:\\w+ )?(?:person|man|woman|king|queen|leader|author|scientist|professor|' +
      'president|general|name|country|countries|city|cities|states?|place|location|region|town|continent|island|river|' +
      'area|nation|province|county|district|street)',
    reason: 'why|what (?:was the )?(?:reason|caused?|led|purpose)',
  },
  pointsBack: 'he she it they this these his her their its such',
  abbreviations:
    'mr mrs ms dr prof st gen col lt sgt capt cmdr adm maj rev fr hon sen rep gov pres msgr mt ft vs v cf ca approx viz al e.g i.e etc op cit ibid resp incl esp',
  countedAbbreviations: 'no nos vol vols fig figs p pp ch sec art eq para',
  finalAbbreviations: 'u.s u.k u.n e.u d.c a.d b.c a.m p.m jr sr inc ltd co corp bros dept univ assn est ave blvd',
  connectives:
    'every each many most much several various once according passage passages document documents text texts source sources states stated says said ' +
    'mentions mentioned provided based answer question short summary brief yes however therefore ' +
    'additionally furthermore moreover because since while although though during between approximately ' +
    'about around today currently later then thus hence specifically overall first one still even also ' +
    'indeed namely e.g i.e example instance addition result fact case regarding respectively altogether ' +
    'total well namely',
  denials:
    'lack lacks lacked lacking absent absence untrue false incorrect hardly barely scarcely nowhere ' +
    'unable fail fails failed failing refuse refuses refused',
};
