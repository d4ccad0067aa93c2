import type { LanguageFacts } from './language-facts.ts';

export const sv: LanguageFacts = {
  stopWords:
    'och det att i en ett som han hon den de på med var för så till är men om hade av icke inte du då sin sitt sina nu har ' +
    'hans hennes där min man vid kunde något från ut när efter upp vi dem vara vad över än dig kan här ha mot alla under ' +
    'någon eller allt mycket sedan denna detta själv åt utan varit hur ingen blev bli deras vilken vilket vilka vem vems ' +
    'varför vars vart mellan många också blir dessa skulle genom hos',
  negations: 'inte ej aldrig ingen inget inga utan',
  asks: {
    time: 'när|vilket (?:år|datum|århundrade|årtionde)|vilken (?:dag|månad|tid|period)',
    number: 'hur (?:många|mycket|gammal|gamla|lång|långt|länge|stor|stort|hög|högt|djup|bred|snabb|ofta)',
    name: 'vem|vems|var|vart|vilken (?:stad|person|kung|drottning|president|flod|ö|region|delstat)|vilket (?:land|landskap)',
    reason: 'varför',
  },
  pointsBack: 'han hon den det de detta denna dessa hans hennes dess deras',
  abbreviations: 't.ex bl bl.a d.v.s s.k ca dr prof st resp jfr',
  countedAbbreviations: 'nr s',
  finalAbbreviations: 'osv etc m.m m.fl e.kr f.kr kr',
};
