import type { LanguageFacts } from './language-facts.ts';

export const tr: LanguageFacts = {
  stopWords:
    've ile bir bu şu o da de ki mi mı mu mü için gibi kadar daha en çok az ama fakat ancak veya ya hem ise değil olarak ' +
    'olan oldu olduğu olduğunu olması olmak olur olup var yok idi ne neyi neye nedir neydi nelerdir neler nerede nereye nereden hangi hangisi kim kimin ' +
    'kime kimi kimdir kimdi kimlerdi kimler nasıl neden niçin niye kaç kaçı zaman sonra önce göre karşı her hiç bazı tüm bütün kendi onun ' +
    'onlar onların bunun bunlar şey diye üzere tarafından arasında içinde üzerinde sırasında ayrıca itibaren itibariyle dolayı olup olmaktadır hakkında rağmen iken edildi edilen etti eden',
  metByChance: -0.03,
  negations: 'değil yok hiç hiçbir',
  asks: {
    time: 'ne zaman|hangi (?:yıl|tarih|gün|ay|yüzyıl|dönem|zaman)~|kaç yılında',
    number: 'kaç~|ne kadar|yüzde kaç|hangi (?:oran|sayı)~',
    name: 'kim|kimin|kime|kimi|kimdir|kimdi|kimler|nere~|hangi (?:ülke|şehir|kişi|kral|kraliçe|başkan|general|nehir|ada|bölge|eyalet|kıta)~',
    reason: 'neden|niçin|niye',
  },
  pointsBack: 'o bu bunlar onlar onun bunun bunu',
  abbreviations: 'dr prof doç yrd vs örn bkz av alb',
  countedAbbreviations: 'no s',
  finalAbbreviations: 'vb m.ö m.s',
  hasOrdinalPoint: true,
  connectives: 'belgeye metne göre',
};
