import type { LanguageFacts } from './language-facts.ts';

export const es: LanguageFacts = {
  stopWords:
    'el la los las lo un una unos unas y e o u de del a al en con sin por para como que se su sus le les me mi mis tu te ' +
    'nos nuestro nuestra es son era eran fue fueron ser sido siendo está están estaba estaban estar ha han había habían ' +
    'haber hay tiene tienen tenía tenían puede pueden podía debe más menos muy también no ni si sí ya pero sino porque ' +
    'pues cuando donde mientras desde hasta entre sobre bajo ante tras según durante contra hacia este esta estos estas ' +
    'ese esa esos esas aquel aquella esto eso él ella ellos ellas ello yo usted todo toda todos todas otro otra otros ' +
    'otras qué quién quiénes cuál cuáles cuándo dónde adónde cómo cuánto cuánta cuántos cuántas cuyo cuya cuyos cuyas cual cuales quien quienes',
  negations: 'no nunca jamás ningún ninguno ninguna nadie nada sin tampoco',
  asks: {
    time: 'cuándo|(?:en )?(?:qué|cuál(?: es| fue)?(?: el| la)?) (?:año|fecha|día|mes|década|siglo|época|período|periodo|momento)~',
    number:
      'cuánt[oa]s?|(?:qué|cuál (?:es|fue|era)(?: el| la)?) (?:porcentaje|número|cantidad|proporción|población|edad|tamaño|altura|longitud|distancia|temperatura|precio|coste|costo)|cada cuánto|qué tan',
    name: 'quién(?:es)?|(?:a)?dónde|qué (?:país|países|ciudad|persona|hombre|mujer|rey|reina|presidente|general|río|isla|región|estado|provincia|continente|científico|autor|lugar)~',
    reason: 'por qué|cuál (?:es|fue|era) (?:la razón|la causa|el motivo)|a qué se deb~',
  },
  pointsBack: 'él ella ellos ellas este esta estos estas esto ese esa eso su sus dicho dicha',
  abbreviations: 'sr sra srta dr dra prof ee p.ej ej pág págs cap vol fig gral cnel sto sta avda aprox art',
  countedAbbreviations: 'núm n no',
  finalAbbreviations: 'uu ee.uu etc uds ud vd vds a.c d.c cía',
  connectives:
    'según documento texto fuente respuesta pregunta dice indica afirma señala menciona resumen embargo ' +
    'además aproximadamente pasaje documentos así entonces luego hoy día actualmente finalmente ejemplo ' +
    'total solo sólo aún todavía mismo misma ser fin conjunto parte decir breve general',
  denials:
    'carece carecen carecía falta faltan faltaba falso falsa apenas incapaz incapaces ausencia jamás ' +
    'rechaza rechazó',
};
