import type { LanguageFacts } from './language-facts.ts';

export const it: LanguageFacts = {
  stopWords:
    'il lo la i gli le l un uno una di d a da in con su per tra fra del dello della dei degli delle dell al allo alla ai ' +
    'agli alle all dal dallo dalla dai dagli dalle dall nel nello nella nei negli nelle nell sul sullo sulla sui sugli ' +
    'sulle sull col e ed o ma se che non più meno anche come dove quando mentre dopo prima durante contro senza è sono ' +
    'era erano essere stato stata stati state fu furono ha hanno aveva avevano avere può possono deve si ci vi ne egli ' +
    'lui lei loro suo sua suoi sue mio mia questo questa questi queste quello quella quelli quelle tutto tutti tutte ' +
    'altro altri altre molto chi cosa cos quale quali qual quanto quanta quanti quante perché cui dov com',
  metByChance: 0.1,
  negations: 'non nessun nessuno nessuna niente senza mai',
  asks: {
    time: 'quando|(?:in |a )?(?:che|quale|qual è (?:il|la)) (?:anno|data|giorno|mese|decennio|secolo|epoca|periodo|momento|ora)',
    number:
      'quant[oaie]|(?:che|quale|qual è|qual era) (?:il |la |l)?(?:percentuale|numero|quantità|proporzione|popolazione|età|altezza|lunghezza|distanza|temperatura|prezzo|costo)',
    name: "chi|dove|dov['’]~|(?:che|quale|quali) (?:paese|città|persona|uomo|donna|re|regina|presidente|generale|fiume|isola|regione|stato|provincia|continente|scienziato|autore|luogo)~",
    reason: 'perché|per quale (?:motivo|ragione)|qual (?:è|era|fu) (?:la (?:ragione|causa)|il motivo)',
  },
  pointsBack: 'egli lui lei esso essa essi esse loro questo questa questi queste ciò il suo la sua',
  abbreviations: 'sig sigg dott prof ing avv cfr pag pagg vol fig art cap sec p.es ca ss on gen',
  countedAbbreviations: 'n nn',
  finalAbbreviations: 'ecc a.c d.c etc',
  connectives: 'secondo documento testo fonte risposta domanda breve riassunto tuttavia inoltre',
};
