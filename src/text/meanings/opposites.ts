/**
 * Words of opposite meaning, in all languages: what one side says, the other denies. A word with `*` stands for all that begin
 * so; one with a language before it (`es:mayor`) is meant in texts of that language alone. Of a `relation` either side may be
 * said, if what it is said of changes places: A won against B, B lost to A.
 */
export type Opposites = {
  readonly is: string;
  readonly isNot: string;
  readonly kind?: 'relation' | 'deed' | 'order' | 'truth';
};

export const OPPOSITES: readonly Opposites[] = [
  {
    kind: 'truth',
    is: 'true correct wahr richtig cierto verdadero верно правда صحيح 真 正确 属实',
    isNot: 'false untrue incorrect falsch unwahr falso falsa неверно неправда ложно خطأ كاذب 错误 不实',
  },
  {
    is: 'open opened opens opening reopen* offen geöffnet* öffne* eröffn* wiedereröffn* abiert* abre abren abrir abrió inaugur* открыт* открыв* открыл* работает افتتح* افتتاح* مفتوح* يفتح* فتح* ouvert* ouvr* 开放 开门 通车 开业 营业 打开 开幕',
    isNot:
      'close closed closes closing closure shut* geschlossen* schließ* schloss* cerrad* cierra* cerrar cierre cerró закры* مغلق* يغلق* أغلق* إغلاق* تغلق* fermé* 关闭 关门 停业 闭馆 封闭',
  },
  {
    is: 'allow* permit* permission may can authoriz* authoris* legal lawful* erlaub* darf dürfen gestatt* zulässig* zugelassen* permiti* permite* puede pueden podrá autoriz* может могут разреш* позвол* можно يسمح* سمح* مسموح* يجوز* تسمح* autoris* 允许 可以 可 准许 合法 得 能',
    isNot:
      'forbid* forbad* prohibit* ban banned bans illegal* unlawful* verbot* verbiet* untersag* prohib* prohíb* запре* воспре* нельзя ممنوع* يمنع* منع* محظور* يحظر* حظر* تمنع* interdi* 禁止 严禁 不准 不许 不得 不可 不能 非法',
  },
  {
    is: 'pay pays paid payment fee fees zahl* zahlt bezahl* gebühr* kostenpflichtig* paga* pagar pago платит* платят плата платн* оплач* يدفع* دفع* payer 付费 收费 付钱',
    isNot: 'free gratis kostenlos* kostenfrei* umsonst gratuit* бесплатн* مجان* 免费',
  },
  {
    is: 'able capable managed manages succeed* success* fähig* imstande gelang* gelingt pudo capaz logr* consigu* смог* удал* сумел* تمكن* استطاع* يستطيع* نجح* 能够 成功',
    isNot:
      'unable incapable fail fails failed failure* unfähig* scheiter* misslang* incapaz fracas* неспособ* провал* عجز* فشل* 未能 无法 失败',
  },
  {
    kind: 'deed',
    is: 'win wins won winning winner* beat beats beaten defeat* victor* vanquish* conquer* gewann* gewinn* gewonnen besieg* schlug* geschlagen bezwang* sieg* venc* derrot* ganar ganó ganaron gana batier* batió побед* обыгр* выигр* разгром* هزم* فاز* فوز* انتصر* تغلب* vainc* gagn* 击败 战胜 打败 获胜 胜 赢 大胜 赢得',
    isNot:
      'lose loses lost losing loss verlor* verlier* unterlag* unterlieg* perder perdió perdier* perdid* проигр* уступил* خسر* خسار* انهزم* 输 输给 败给 落败',
  },
  {
    is: 'increas* raise raised raises raising rise rises rising rose grew grow grows growing growth zunah* zunehm* zugenommen stieg* steig* gestiegen erhöh* wuchs* wachs* gewachsen aument* crec* subieron subió elev* увелич* повы* возрос* вырос* زاد* زياد* ازداد* رفع* ارتفع* augment* 增加 上升 提高 增长 升高 提升',
    isNot:
      'decreas* reduc* lower lowered lowering fall falls fell fallen falling drop* declin* diminish* shrink* shrank sank sinken sank* gesunken verringer* reduzier* senk* gesenk* abnah* abnehm* abgenommen disminu* reduj* bajar* bajó bajan descend* умень* сниз* сниж* пониж* понизи* упал* паден* сокра* انخفض* انخفاض* خفض* تراجع* نقص* هبط* diminu* 减少 下降 降低 缩减 减 降 降了',
  },
  {
    kind: 'relation',
    is: 'more mehr más больше более أكثر 更 更多 较多 多于 超过',
    isNot: 'less fewer weniger menos меньше менее أقل 更少 较少 少于 不如',
  },
  {
    kind: 'relation',
    is: 'large* larger largest big bigger biggest huge greatest groß* größ* grande* es:mayor es:mayores máxim* крупн* больш* كبير* أكبر كبرى 最大 更大 巨大 较大',
    isNot:
      'small* smaller smallest tiny kleine* kleiner* kleinst* pequeñ* menor* mínim* малень* меньш* наименьш* صغير* أصغر صغرى 最小 更小 较小',
  },
  {
    kind: 'relation',
    is: 'strong* stark* stärk* fuerte* сильн* قوي* أقوى 强 更强',
    isNot: 'weak* schwach* schwäch* débil* слаб* ضعيف* أضعف 弱 更弱',
  },
  {
    kind: 'relation',
    is: 'high higher highest hoch hohe* höchst* höher* alto alta altos altas высок* выше عالي* مرتفع* 更高 最高 高于',
    isNot: 'low lowest niedrig* bajo baja bajos bajas низк* ниже منخفض* 更低 最低 低于',
  },
  {
    kind: 'relation',
    is: 'older oldest älter* ältest* старш* أقدم 最老 更老 最年长',
    isNot: 'younger youngest newest jünger* jüngst* младш* 最年轻 更年轻',
  },
  {
    kind: 'relation',
    is: 'longer longest länger* längst* длинне* дольше أطول 更长 最长',
    isNot: 'shorter shortest kürzer* kürzest* короче أقصر 更短 最短',
  },
  {
    kind: 'relation',
    is: 'after following nach nachdem después tras après после بعد 之后 以后',
    isNot: 'before prior vor bevor antes avant перед до قبل 之前 以前',
  },
  {
    kind: 'order',
    is: 'first erste ersten erster erstes erstmals zuerst primer primera primero primeros primeras первы* перва* первое первую первого впервые أول أولى الأول الأولى premier* 第一 首次 首个',
    isNot: 'last final letzte* zuletzt últim* последн* آخر الأخير* أخيرة dernier* 最后',
  },
  {
    is: 'begin* began begun start started starts starting commenc* beginn* begann* begonnen anfang* anfing comenz* comienz* empez* empiez* inici* начал* начина* начат* بدأ* بداي* 开始',
    isNot:
      'end ended ends ending finish* conclud* ceased stopped endet* ende beendet* terminó termina* finaliz* acab* конч* закончи* законче* заверш* прекрат* انتهى* انتهت نهاي* توقف* 结束 终止 停止',
  },
  {
    is: 'born geboren* nació nacid* nacimient* родил* рожд* ولد* ميلاد* 出生 诞生',
    isNot:
      'died dies death gestorb* starb* tod murió muert* falleci* умер* смерт* погиб* توفي* مات* وفاة 去世 死亡 逝世',
  },
  {
    is: 'accept* pass passed adopted approv* ratif* verabschied* gebillig* billigt* aprob* aprueb* ratific* утверд* одобр* أقر* وافق* صادق* 通过 批准 annehm* angenommen akzept* acept* принима* принял* принят* يقبل* تقبل* قبول* 接受',
    isNot:
      'refus* veto* 否决 reject* ablehn* abgelehn* lehnt* verweig* rechaz* отказ* отверг* отклон* رفض* يرفض* ترفض* 拒绝',
  },
  {
    is: 'include* including includes enthält enthalten umfass* incluy* inclui* включ* يشمل* تشمل* 包括 包含',
    isNot: 'exclud* ausgeschloss* ausschließ* exclu* исключ* يستثن* 排除 不包括',
  },
  {
    is: 'support* favour* favor* befürwort* apoy* respald* поддерж* دعم* أيد* يؤيد* 支持',
    isNot: 'oppos* lehnt* gegner* bekämpf* opon* opus* против* выступал* عارض* يعارض* 反对',
  },
  {
    is: 'introduc* einführ* eingeführ* introdu* введен* أدخل* 引入 实行',
    isNot: 'abolish* abolit* repeal* scrap* abgeschaff* abschaff* aboli* suprim* отмен* упраздн* ألغ* إلغاء* 取消 废除',
  },
  {
    is: 'public öffentlich* públic* общественн* государственн* عام عامة 公共 公立',
    isNot: 'private* privat* частн* خاص خاصة 私人 私立',
  },
  {
    is: 'common häufig* weitverbreitet* común comunes часто распростран* شائع* 普遍 常见',
    isNot: 'rare* selten* raro rara редк* نادر* 罕见 稀少',
  },
  { is: 'hot* heiß* calient* горяч* жарк* حار* 热', isNot: 'cold* kalt* frío* fría* холодн* بارد* 冷' },
  { is: 'fast* quick* schnell* rápid* быстр* سريع* 快', isNot: 'slow* langsam* lento lenta медленн* بطيء* 慢' },
  { is: 'rich* reich* rico rica ricos богат* غني* 富', isNot: 'poor* arm arme armen armer pobre* бедн* فقير* 穷 贫' },
  { is: 'guilty schuldig* culpable* виновн* مذنب* 有罪', isNot: 'innocent unschuldig* inocente* невиновн* بريء* 无罪' },
  {
    kind: 'deed',
    is: 'buy buys bought purchas* kauf* gekauft compr* купил* покуп* اشتر* شراء 购买 买',
    isNot: 'sell sells sold sale verkauf* vend* продал* прода* باع* بيع* 出售 卖',
  },
  { is: 'import* importier* импорт* استيراد* استورد* 进口', isNot: 'export* exportier* экспорт* تصدير* صدر* 出口' },
  {
    is: 'majority mehrheit* mayoría большинств* أغلبية معظم 多数 大多数',
    isNot: 'minority minderheit* minoría меньшинств* أقلية 少数',
  },
];
