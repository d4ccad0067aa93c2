import type { LanguageFacts } from './language-facts.ts';

export const fi: LanguageFacts = {
  stopWords:
    'ja on ei se että oli ovat olivat ollut olla hän he ne tämä nämä joka jotka jonka jossa josta kun kuin mutta tai sekä ' +
    'myös niin jos vain sen hänen heidän niiden mukaan kanssa jälkeen ennen vuonna mikä mitä mitkä missä mistä mihin milloin ' +
    'kuka kenen ketkä miksi miten kuinka montako paljonko millainen vaikka koska siitä siinä tästä tässä tätä eivät ole voi',
  negations: 'ei eivät ilman koskaan',
  asks: {
    time: 'milloin|minä (?:vuonna|päivänä|vuosisadalla)|mihin aikaan',
    number: 'kuinka (?:monta|moni|paljon|vanha|pitkä|kauan|kaukana|suuri|korkea|syvä|usein)|montako|paljonko',
    name: 'kuka|kenen|ketkä|keitä|missä|mistä|mihin|mikä (?:maa|kaupunki|joki|saari|alue)~',
    reason: 'miksi',
  },
  pointsBack: 'hän he se ne tämä nämä',
  abbreviations: 'esim ks vrt n prof tri mm',
  countedAbbreviations: 's',
  finalAbbreviations: 'jne eaa jaa ekr jkr',
  hasOrdinalPoint: true,
};
