/** Ordinary German nouns, in lower case: a capital makes no names of them, nor of words that end with one. */
const NOUNS = new Set(
  (
    'zeit jahr jahre tag tage monat woche stunde minute mensch menschen mann männer frau frauen kind kinder leben hand haus häuser stadt städte ' +
    'land länder welt teil teile platz seite fall fälle weg wege art arten ende beginn anfang grund gründe frage problem wort wörter bild bilder ' +
    'name namen geld arbeit beruf schule lehrer schüler student studenten universität buch bücher text geschichte gruppe gruppen familie vater mutter ' +
    'sohn tochter bruder schwester eltern freund freunde feind gegner sieg niederlage kampf krieg frieden heer armee soldat soldaten offizier ' +
    'könig königin kaiser fürst papst bischof kirche kloster glaube religion gott recht gesetz gesetze gericht richter urteil strafe vertrag ' +
    'staat staaten regierung minister präsident kanzler partei wahl wahlen stimme stimmen bürger volk bevölkerung einwohner bewohner gemeinde ' +
    'gebiet region provinz bezirk grenze meer fluss flüsse see berg berge tal insel küste wald wälder boden erde himmel sonne mond stern wasser ' +
    'luft feuer licht wärme kälte wetter regen schnee wind pflanze pflanzen tier tiere vogel vögel fisch fische hund hunde pferd pferde ' +
    'brücke straße bahn strecke schiff schiffe flugzeug auto wagen fahrzeug fahrzeuge verkehr hafen bahnhof flughafen turm mauer tor dach raum räume ' +
    'zimmer gebäude bau werk werke fabrik firma unternehmen betrieb markt handel preis preise kosten gewinn verlust wert steuer steuern bank ' +
    'wirtschaft industrie produkt produkte ware waren maschine maschinen motor gerät geräte technik methode verfahren system form formen größe ' +
    'höhe länge breite tiefe gewicht fläche menge anzahl zahl zahlen anteil hälfte drittel viertel prozent grad meter kilometer kilogramm tonne ' +
    'temperatur druck kraft kräfte energie strom stoff stoffe gas metall eisen stahl gold silber stein holz glas papier körper kopf herz blut ' +
    'krankheit arzt ärzte patient patienten klinik medizin therapie wissenschaft wissenschaftler forscher forschung ergebnis ergebnisse studie ' +
    'versuch theorie beispiel unterschied folge folgen ursache wirkung einfluss rolle aufgabe ziel ziele plan pläne idee meinung ansicht ' +
    'bericht brief zeitung sprache sprachen lied musik kunst künstler maler dichter autor spiel spiele spieler fan fans anhänger stadion mannschaft mannschaften team teams trainer punkt punkte tor ' +
    'runde finale meisterschaft titel platz besucher gast gäste kunde kunden mitglied mitglieder mitarbeiter angestellte chef leiter leitung ' +
    'gründer gründung eröffnung bau ausbau umbau abschluss verbot erlaubnis zugang eintritt zutritt besitz eigentum eigentümer nutzung betreten ' +
    'tod geburt alter jugend herkunft heimat nacht morgen mittag abend sommer winter frühling herbst anlage gelände garten park sitz standort ort orte ' +
    'mitte norden süden osten westen zustand lage reihe stelle stück paar dutzend rest mehrheit minderheit öffentlichkeit gesellschaft sammlung ausstellung'
  ).split(' '),
);
const COMPOUND_MIN_CHARS = 4;

/** Whether a German word, in lower case, is an ordinary noun, or ends with one. */
export function isGermanNoun(word: string): boolean {
  const bare = [word, word.replace(/(?:e?s|n|en)$/u, '')];
  if (bare.some((one) => NOUNS.has(one))) return true;
  for (let at = 3; at <= word.length - COMPOUND_MIN_CHARS; at++)
    if (bare.some((one) => one.length - at >= COMPOUND_MIN_CHARS && NOUNS.has(one.slice(at)))) return true;
  return false;
}
