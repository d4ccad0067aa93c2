/** Texts of many kinds, the same in every run: what vocabularies are measured by. */
const times = (text: string, count: number) => Array(count).fill(text).join(' ');
const of = (count: number, one: (n: number) => string, between = '') =>
  Array.from({ length: count }, (_, n) => one(n)).join(between);
const point = (first: number, step: number) => (n: number) => String.fromCodePoint(first + n * step);

const CODE = `export function createGate({ places, waiting }: GateOptions): Gate {
  const queue = new Set<() => void>();
  let inside = 0;
  for (const [key, one] of Object.entries(map)) if (one?.size !== undefined && key.startsWith('a')) inside += one.size ?? 0;
  return { enter: (signal) => (signal.aborted ? Promise.reject(refusalOf(signal)) : Promise.resolve(inside++)) };
}
`;
const HTML = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title></head>
<body class="main wide"><div id="app-1" style="margin:0 auto"><p>Some <b>text</b> &amp; more&nbsp;of it.</p></div></body></html>
`;
const SQL = `SELECT owner, min(key) AS key FROM documents WHERE status NOT IN ('completed', 'failed') AND coalesce(leased_until, 0) <= ? GROUP BY owner;
`;
const ENGLISH =
  'The French and Indian War (1754–1763) was the North American theater of the Seven Years War. It pitted the colonies of British America against those of New France, each supported by military units from the parent country and by Native American allies. ';
const CHINESE =
  '七年战争是一七五四年至一七六三年间欧洲主要国家之间发生的一场大规模战争，战场遍及欧洲、北美洲、中美洲、西非海岸、印度及菲律宾群岛。它由欧洲列强之间的对抗所驱动，被认为是第一次真正意义上的世界大战。';

export const TEXT_SAMPLES: Readonly<Record<string, string>> = {
  empty: '',
  english: times(ENGLISH, 6),
  chinese: CHINESE.repeat(6),
  code: CODE.repeat(4),
  html: HTML.repeat(6),
  sql: SQL.repeat(8),
  capitals: times(ENGLISH.toUpperCase(), 4),
  json: JSON.stringify(
    of(60, (n) => `${n},`)
      .split(',')
      .map((id) => ({ id, name: `name ${id}`, tags: ['a', 'b'], at: null })),
    null,
    2,
  ),
  german: times(
    'Der Siebenjährige Krieg war ein weltweiter Konflikt, an dem alle europäischen Großmächte beteiligt waren; die Donaudampfschifffahrtsgesellschaft beförderte währenddessen Versicherungsnehmer.',
    8,
  ),
  french: times(
    "La guerre de Sept Ans est un conflit majeur de l'histoire européenne, qui s'est déroulé de 1756 à 1763 ; c'était l'été où l'âme s'élève.",
    8,
  ),
  russian: times(
    'Семилетняя война — крупный военный конфликт, охвативший Европу, Северную Америку, страны Карибского бассейна, Индию и Филиппины.',
    8,
  ),
  arabic: times(
    'حرب السنوات السبع هي حرب عالمية وقعت بين عامي 1756 و1763 وشاركت فيها معظم القوى الأوروبية الكبرى في ذلك الوقت.',
    8,
  ),
  hebrew: times(
    'מלחמת שבע השנים הייתה עימות צבאי עולמי שהתרחש בין השנים 1756 ל־1763 וכלל את רוב המעצמות הגדולות של התקופה.',
    8,
  ),
  hindi: times(
    'सात वर्षीय युद्ध एक वैश्विक संघर्ष था जो 1756 और 1763 के बीच लड़ा गया था और जिसमें यूरोप की हर बड़ी शक्ति शामिल थी।',
    8,
  ),
  bengali: times('সাত বছরের যুদ্ধ ছিল একটি বৈশ্বিক সংঘাত যা ১৭৫৬ থেকে ১৭৬৩ সালের মধ্যে সংঘটিত হয়েছিল।', 8),
  tamil: times('ஏழாண்டுப் போர் என்பது 1756 முதல் 1763 வரை நடைபெற்ற உலகளாவிய மோதலாகும்.', 8),
  thai: times('สงครามเจ็ดปีเป็นสงครามระดับโลกที่เกิดขึ้นระหว่างปี ค.ศ. 1756 ถึง 1763 โดยมีมหาอำนาจยุโรปเข้าร่วม', 8),
  georgian: times('შვიდწლიანი ომი იყო გლობალური კონფლიქტი, რომელიც მიმდინარეობდა 1756 წლიდან 1763 წლამდე.', 8),
  armenian: times('Յոթնամյա պատերազմը գլոբալ հակամարտություն էր, որը տեղի ունեցավ 1756-1763 թվականներին։', 8),
  amharic: times('የሰባት ዓመት ጦርነት ከ1756 እስከ 1763 የተካሄደ ዓለም አቀፍ ግጭት ነበር።', 8),
  burmese: times('ခုနစ်နှစ်စစ်ပွဲသည် ၁၇၅၆ ခုနှစ်မှ ၁၇၆၃ ခုနှစ်အထိ ဖြစ်ပွားခဲ့သော စစ်ပွဲဖြစ်သည်။', 8),
  khmer: times('សង្គ្រាមប្រាំពីរឆ្នាំគឺជាជម្លោះសកលដែលបានកើតឡើងពីឆ្នាំ ១៧៥៦ ដល់ ១៧៦៣។', 8),
  greek: times('Ο Επταετής Πόλεμος ήταν μια παγκόσμια σύγκρουση που έλαβε χώρα μεταξύ 1756 και 1763.', 8),
  japanese: times('七年戦争は1756年から1763年まで行われた戦争で、ヨーロッパの列強のほとんどが参加した。', 8),
  korean: times('7년 전쟁은 1756년부터 1763년까지 유럽의 거의 모든 열강이 참여한 세계적인 전쟁이었다.', 8),
  vietnamese: times(
    'Chiến tranh Bảy năm là cuộc chiến xảy ra giữa năm 1756 và 1763 với sự tham gia của hầu hết các cường quốc châu Âu.',
    8,
  ),
  turkish: times(
    'Yedi Yıl Savaşları, 1756 ile 1763 yılları arasında gerçekleşen ve dönemin büyük güçlerini içine alan küresel bir çatışmadır.',
    8,
  ),
  finnish: times(
    'Seitsenvuotinen sota oli maailmanlaajuinen selkkaus, johon osallistuivat lähes kaikki Euroopan suurvallat; epäjärjestelmällistyttämättömyys.',
    8,
  ),
  polish: times(
    'Wojna siedmioletnia – konflikt zbrojny toczący się w latach 1756–1763, w którym uczestniczyły największe mocarstwa; źdźbło, ścieżką.',
    8,
  ),
  emoji: '🙂🚀👩‍👩‍👧‍👦🇩🇪🏳️‍🌈✨🔥💯🤷🏽‍♀️ '.repeat(30),
  'one emoji': '🙂'.repeat(2000),
  'equal letters': 'a'.repeat(5000),
  'equal capitals': 'X'.repeat(2000),
  spaces: ' '.repeat(5000),
  'empty lines': '\n'.repeat(3000),
  'one han': '法'.repeat(3000),
  dashes: '-'.repeat(3000),
  equals: '='.repeat(1000),
  dots: '.'.repeat(1500),
  joiners: '\u200d'.repeat(500),
  nothing: '\u0000'.repeat(300),
  digits: of(1200, (n) => String((n * 7919 + 13) % 10)),
  numbers: of(400, (n) => String(n * 7919 + 13), ' '),
  decimals: of(400, (n) => (n * 0.7919 + 13).toFixed(4), ', '),
  csv: of(100, (n) => `${n},${(n * 7.91).toFixed(2)},"name ${n}",2026-11-${(n % 28) + 1}`, '\n'),
  hex: of(100, (n) => ((n * 2654435761) >>> 0).toString(16)),
  base64: Buffer.from(Array.from({ length: 3000 }, (_, n) => (n * 197 + n * n * 31) % 256)).toString('base64'),
  'long words': times(
    'pneumonoultramicroscopicsilicovolcanoconiosis Lopadotemachoselachogaleokranioleipsanodrimhypotrimmatosilphio',
    12,
  ),
  'random words': of(500, (n) => of(3 + (n % 9), (k) => point(97, 1)((n * 7919 + k * 104_729 + n * n * k) % 26)), ' '),
  'random marks': of(3000, (n) => point(33, 1)((n * n * 7 + n * 13) % 94)),
  urls: times('https://example.com/a/b/c?x=1&y=%20%7B%22q%22%3A1%7D#frag-12_ab', 30),
  formulas: times('∑_{i=0}^{n} α_i ≤ ∫₀^∞ e^{-x²} dx ⟹ ∀ε>0 ∃δ: |x−y|<δ ⇒ |f(x)−f(y)|<ε', 20),
  accents: 'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ'.repeat(10),
  indented: of(200, (n) => `${' '.repeat(n % 40)}x`, '\n'),
  'private use': '\ue000\ue001\uf8ff'.repeat(100),
  'rare han': of(2000, point(0x4e00, 10)),
  'rarer han': of(400, point(0x20000, 7)),
  'rare hangul': of(1000, point(0xac00, 11)),
  'control tokens': '<|endoftext|><|im_start|>system<s></s>[INST]'.repeat(30),
};
