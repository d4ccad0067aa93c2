import type { LanguageFacts } from './language-facts.ts';

export const pt: LanguageFacts = {
  stopWords:
    'o a os as um uma uns umas de do da dos das em no na nos nas num numa por pelo pela pelos pelas para com sem ao à aos ' +
    'às e ou mas que se não mais menos muito também como quando onde porque desde até entre sobre sob durante contra ' +
    'após ante é são era eram foi foram ser sido sendo está estão estava estavam tem têm tinha tinham ter há havia pode ' +
    'podem deve ele ela eles elas seu sua seus suas eu me meu minha você nós lhe este esta estes estas esse essa esses ' +
    'essas aquele aquela isto isso aquilo todo toda todos todas outro outra outros outras já ainda só quem qual quais ' +
    'quê quanto quanta quantos quantas cujo cuja cujos cujas',
  metByChance: -0.08,
  negations: 'não nunca jamais nenhum nenhuma ninguém sem nada',
  asks: {
    time: 'quando|(?:em )?(?:que|qual(?: é| foi)?(?: o| a)?) (?:ano|data|dia|mês|década|século|época|período|momento|hora)',
    number:
      'quant[oa]s?|(?:que|qual (?:é|foi|era)(?: o| a)?|qual) (?:porcentagem|percentagem|percentual|número|quantidade|proporção|população|idade|tamanho|altura|comprimento|distância|temperatura|preço|custo)',
    name: 'quem|(?:a)?onde|(?:que|qual|quais) (?:país|países|cidade|pessoa|homem|mulher|rei|rainha|presidente|general|rio|ilha|região|estado|província|continente|cientista|autor|lugar)~',
    reason: 'por ?qu[eê]|qual (?:é|foi|era) (?:a razão|a causa|o motivo)',
  },
  pointsBack: 'ele ela eles elas este esta estes estas isto esse essa isso seu sua seus suas',
  abbreviations: 'pe sr sra srta dr dra prof profa eng p.ex ex pág págs art cap vol fig av gen cel sto sta aprox',
  countedAbbreviations: 'núm n',
  finalAbbreviations: 'etc a.c d.c',
  connectives: 'segundo documento texto fonte resposta pergunta resumo entretanto além',
};
