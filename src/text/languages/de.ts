import type { LanguageFacts } from './language-facts.ts';

export const de: LanguageFacts = {
  stopWords:
    'der die das den dem des ein eine einen einem einer eines und oder aber nicht auch nur noch schon so wie als wenn ' +
    'weil dass daß ob ist sind war waren wird werden wurde wurden worden sein hat haben hatte hatten kann können konnte ' +
    'konnten muss soll sollte will wollte würde würden in im ins an am auf aus bei beim mit nach von vom vor zu zum zur ' +
    'für über unter um durch gegen ohne zwischen während bis seit er sie es ihn ihm ihr ihre ihrem ihren ihrer ihres ' +
    'seine seinem seinen seiner seines wir uns ich mich man sich dieser diese dieses diesen diesem jener jene jedes ' +
    'jeder jede alle einige mehr sehr sowie dort hier da dann zwar wer wen wem wessen was wann wo woher wohin warum ' +
    'weshalb wieso wieviel wieviele welche welcher welches welchen welchem wodurch womit wofür wozu worin gibt es nennt heißt heißen',
  capitalizesNouns: true,
  metByChance: -0.07,
  negations: 'nicht nichts kein keine keinen keinem keiner keines nie niemals niemand ohne weder',
  asks: {
    time: 'wann|seit wann|(?:in )?welche[mnrs]? (?:jahr|jahre|jahrzehnt|jahrhundert|monat|tag|datum|zeit|epoche|zeitraum)~|um wie ?viel uhr',
    number:
      'wie ?viele?[rnm]?|wie (?:alt|lang|lange|weit|groß|hoch|tief|breit|schnell|oft|häufig|schwer|teuer)|' +
      'welche[rmns]? (?:prozentsatz|anteil|anzahl|zahl|menge|einwohnerzahl|höhe|größe|länge|entfernung|temperatur|preis)',
    name: 'wer|wen|wem|wessen|wo|wohin|woher|welche[rmns]? (?:land|stadt|ort|person|mann|frau|könig|königin|kaiser|fluss|insel|region|staat|provinz|kontinent|präsident|general|wissenschaftler|autor|name)~',
    reason: 'warum|weshalb|wieso|weswegen|aus welchem grund|was (?:war der grund|führte|verursachte)~',
  },
  pointsBack: 'er sie es dies diese dieser dieses seine ihr ihre sein solche dabei dadurch dort damit',
  abbreviations:
    'z z.b z.t u.a d d.h o.ä s.o s.u i.a i.d.r bzw ca evtl ggf inkl insb sog vgl dr prof dipl ing hr fr st bspw zzt vs abk bes engl franz lat griech ital span österr ehem einschl entspr hrsg geb gest gegr einschl versch',
  countedAbbreviations: 'nr s abb tab bd kap ziff abs art',
  finalAbbreviations: 'usw usf etc u.ä chr jh jhd jhdt mio mrd tsd v.chr n.chr str min max',
  hasOrdinalPoint: true,
  connectives:
    'laut gemäß dokument text quelle zufolge antwort frage lautet kurz gesagt zusammengefasst gilt ' +
    'demnach ja etwa rund jedoch außerdem zudem daher deshalb während damals heute später ungefähr ' +
    'insgesamt somit also dabei davon davor danach darauf hierbei beispielsweise beispiel wobei wurde ' +
    'dessen deren denn doch mal ferner ebenfalls ebenso schließlich dokuments textes passage passagen ' +
    'stelle stellen übrigens tatsächlich nämlich',
  denials:
    'fehlt fehlen fehlte fehlten fehlende fehlender mangelt kaum unwahr falsch unfähig außerstande ' +
    'scheitert scheiterte scheiterten verweigert verweigerte misslang',
};
