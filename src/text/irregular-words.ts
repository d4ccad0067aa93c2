/** Irregular English words: each list starts with the base form. */
const FORMS = `
arise arose arisen|awake awoke awoken|bear bore borne|beat beaten|become became|begin began begun|bend bent|bind bound
bite bit bitten|bleed bled|blow blew blown|break broke broken|breed bred|bring brought|build built|burn burnt|buy bought
catch caught|choose chose chosen|come came|creep crept|cut cutting|deal dealt|die died dies dying|dig dug|draw drew drawn
drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought|find found|flee fled
fly flew flown flies|forbid forbade forbidden|forget forgot forgotten|forgive forgave forgiven|freeze froze frozen
get got gotten|give gave given|go went gone|grow grew grown|hang hung|hear heard|hide hid hidden|hold held|keep kept
kneel knelt|know knew known|lead led|lean leant|learn learnt|leave left|lend lent|lie lay lain lying|light lit|lose lost
make made|mean meant|meet met|pay paid|ride rode ridden|ring rang rung|rise rose risen|run ran|say said|see saw seen
seek sought|sell sold|send sent|shake shook shaken|shine shone|shoot shot|show shown|shrink shrank shrunk|sing sang sung
sink sank sunk|sit sat|sleep slept|slide slid|speak spoke spoken|spend spent|spin spun|spring sprang sprung|stand stood
steal stole stolen|stick stuck|strike struck stricken|strive strove striven|swear swore sworn|sweep swept|swim swam swum
swing swung|take took taken|teach taught|tear tore torn|tell told|think thought|throw threw thrown|tread trod trodden
undergo underwent undergone|understand understood|undertake undertook undertaken|wake woke woken|wear wore worn
weave wove woven|weep wept|win won|wind wound|withdraw withdrew withdrawn|write wrote written|overthrow overthrew overthrown
oversee oversaw overseen|overcome overcame|forgo forwent forgone|foresee foresaw foreseen|uphold upheld|rebuild rebuilt
man men|woman women|child children|foot feet|tooth teeth|goose geese|mouse mice|ox oxen|person people|criterion criteria
phenomenon phenomena|bacterium bacteria|medium media|datum data|analysis analyses|basis bases|crisis crises
hypothesis hypotheses|thesis theses|nucleus nuclei|radius radii|index indices|matrix matrices|vertex vertices
wife wives|life lives|knife knives|leaf leaves|half halves|wolf wolves|thief thieves`;

/** The base form of an irregular word: "began" → "begin". */
export const IRREGULAR_WORDS: ReadonlyMap<string, string> = new Map(
  FORMS.trim()
    .split(/[|\n]/)
    .flatMap((list) => {
      const [base = '', ...forms] = list.trim().split(' ');
      return [base, ...forms].map((form) => [form, base] as const);
    }),
);
