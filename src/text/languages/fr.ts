import type { LanguageFacts } from './language-facts.ts';

export const fr: LanguageFacts = {
  stopWords:
    'le la les l un une des du de d à a au aux en dans par pour sur sous avec sans entre vers chez depuis pendant et ou où ' +
    'mais donc car ni ne pas plus moins très aussi ainsi comme si que qu qui quoi dont ce c cet cette ces cela ça il elle ' +
    'ils elles on nous vous je j me m te t se s lui leur leurs son sa ses mon ma mes notre nos votre est sont était étaient ' +
    'être été fut furent sera ont avait avaient avoir eu peut peuvent doit y n même tout toute tous toutes autre autres ' +
    'quel quelle quels quelles quand comment combien pourquoi lequel laquelle lesquels lesquelles auquel duquel quelqu',
  negations: 'ne n pas jamais aucun aucune rien sans',
  asks: {
    time: 'quand|(?:en |à |de )?quell?es? (?:année|date|jour|mois|décennie|siècle|époque|période|moment|heure)~',
    number:
      'combien|quell?e? (?:est (?:le|la) )?(?:pourcentage|nombre|quantité|proportion|population|âge|taille|hauteur|longueur|distance|température|prix|coût|part)|à quell?e? (?:distance|hauteur|vitesse)',
    name: 'qui|où|quell?e? (?:est (?:le|la) )?(?:pays|ville|personne|homme|femme|roi|reine|président|général|fleuve|rivière|île|région|état|province|continent|scientifique|auteur|lieu|nom)~',
    reason: 'pourquoi|quelle (?:est|était|fut) la (?:raison|cause)|pour quelle raison',
  },
  pointsBack: 'il elle ils elles ce cet cette ces celui celle ceux cela son sa ses leur leurs',
  abbreviations: 'M MM mm mme mlle dr pr prof st ste p.ex cf env av apr chap vol fig éd boul bd c.-à-d réf',
  countedAbbreviations: 'n no p pp art',
  finalAbbreviations: 'etc j.-c av.j.-c apr.j.-c',
  connectives:
    'selon réponse question résumé document texte source oui bref général total ensemble ainsi cependant ' +
    'outre ensuite',
  denials: 'manque manquent absence faux fausse incapable',
};
