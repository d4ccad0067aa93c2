import { expect } from 'chai';
import { fourAtOnce } from '../../support/four-at-once.ts';
import { type Generative, startGenerative } from '../../support/generative.ts';
import { type AnswerBody, ask, askStream, upload } from '../../support/library.ts';
import { PASSAGES } from '../../support/multilingual-passages.ts';
import {
  isWrong,
  LANGUAGES,
  type Language,
  type StatementCase,
  statementCases,
} from '../../support/statement-cases.ts';

const UNGROUNDED = 'No answer could be given that the documents support.';
/** Cases of each kind and language: about 300 in all. */
const OF_A_KIND = 4;
/** The largest share of a kind that may be judged wrong; what is not named here, none. */
const TOLERATED: Readonly<Record<string, number>> = { negation: 0.05, 'lost negation': 0.05, stitched: 0.25 };
const TOLERATED_NAMES: Readonly<Record<Language, number>> = { en: 0, es: 0, ru: 0, de: 0.05, ar: 0.1, zh: 0.1 };
const TOLERATED_RIGHT = 0.05;

type Made = StatementCase & { readonly language: Language };
type Judged = Made & { readonly misjudged: boolean };
type Library = { docent: Generative; ids: ReadonlyMap<string, string> };

const MADE: readonly Made[] = LANGUAGES.flatMap(casesOf);
const fileOf = ({ language, passage }: Pick<Made, 'language' | 'passage'>) => `${language}-${passage}.txt`;
const PLACES = LANGUAGES.flatMap((language) => PASSAGES[language].map((_, passage) => ({ language, passage })));

/** A service that holds all passages. Its model answers a question that ends in "(case n)" with that statement, citing its passage. */
async function startLibrary(grounding: string): Promise<Library> {
  const docent = await startGenerative('openai', { GROUNDING: grounding });
  const uploaded = await fourAtOnce(PLACES.length, async (at) => {
    const place = PLACES[at]!;
    const { text } = PASSAGES[place.language][place.passage]!;
    return [fileOf(place), await upload(docent.service, fileOf(place), text)] as const;
  });
  docent.does(({ prompt, body: { stream } }) => {
    const [, at] = /\(case (\d+)\)/.exec(prompt) ?? [];
    const one = MADE[Number(at)]!;
    const [, n] = new RegExp(`passage (\\d+) from "${fileOf(one)}"`).exec(prompt) ?? [];
    const text = `${one.statement} [${n}]`;
    return { text: stream ? [...text] : text };
  });
  return { docent, ids: new Map(uploaded) };
}

/** Asks about the passage of a case and another one, so that the model has both to cite. */
async function answered({ docent, ids }: Library, at: number, { streamed = false } = {}): Promise<AnswerBody> {
  const one = MADE[at]!;
  const [sentence] = PASSAGES[one.language][one.passage]!.text.split(/(?<=[.。]\s?)/);
  const query = `${sentence} (case ${at})`;
  const other = { language: one.language, passage: (one.passage + 1) % PASSAGES[one.language].length };
  const more = { document_ids: [ids.get(fileOf(one)), ids.get(fileOf(other))] };
  if (!streamed) return ask(docent.service, query, more);
  const { done, text } = await askStream(docent.service, query, more);
  expect(text).to.equal(done.answer);
  return done;
}

function casesOf(language: Language): Made[] {
  const all = [1, 2].flatMap((seed) => statementCases(PASSAGES[language], language, seed));
  const distinct = [...new Map(all.map((one) => [`${one.kind} ${one.statement}`, { ...one, language }])).values()];
  const kinds = [...new Set(distinct.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => spread(distinct.filter((one) => one.kind === kind)));
}

function spread(cases: readonly Made[]): Made[] {
  const step = Math.max(1, cases.length / OF_A_KIND);
  return Array.from({ length: Math.min(OF_A_KIND, cases.length) }, (_, at) => cases[Math.floor(at * step)]!);
}

describe('answers made by rule, right and wrong, in six languages', () => {
  let flagging: Library;
  let dropping: Library;
  let judged: Judged[];
  before(async () => {
    [flagging, dropping] = await Promise.all([startLibrary('flag'), startLibrary('drop')]);
    judged = await fourAtOnce(MADE.length, async (at) => {
      const one = MADE[at]!;
      const { statements } = await answered(flagging, at);
      const isUnsupported = statements.some(({ support }) => support === 'unsupported');
      return { ...one, misjudged: isUnsupported !== isWrong(one.kind) };
    });
  });
  after(() => Promise.all([flagging, dropping].map(({ docent }) => docent[Symbol.asyncDispose]())));

  const share = (cases: readonly Judged[]) => cases.filter(({ misjudged }) => misjudged).length / cases.length;
  const told = (cases: readonly Judged[]) =>
    cases.flatMap(({ misjudged, language, kind, statement }) =>
      misjudged ? [`${language}, ${kind}: ${statement}`] : [],
    );

  it('are 300 and more, of 18 kinds', () => {
    expect(judged.length).to.be.at.least(300);
    expect(new Set(judged.map(({ kind }) => kind)).size).to.equal(18);
  });

  for (const language of LANGUAGES) {
    it(`mark at most 5 % of what is right in ${language} as unsupported`, () => {
      const right = judged.filter((one) => one.language === language && !isWrong(one.kind));

      expect(share(right), told(right).join('\n')).to.be.at.most(TOLERATED_RIGHT);
    });

    it(`mark what is made up in ${language} as unsupported, kind by kind`, () => {
      const wrong = judged.filter((one) => one.language === language && isWrong(one.kind));
      for (const kind of new Set(wrong.map((one) => one.kind))) {
        const ofKind = wrong.filter((one) => one.kind === kind);
        const tolerated = kind.startsWith('name') ? TOLERATED_NAMES[language] : (TOLERATED[kind] ?? 0);

        expect(share(ofKind), told(ofKind).join('\n')).to.be.at.most(tolerated);
      }
    });
  }

  it('show no word of what is made up under GROUNDING=drop, streamed letter by letter or whole', async () => {
    const wrong = judged.flatMap(({ kind, misjudged }, at) => (isWrong(kind) && !misjudged ? [at] : []));
    const some = wrong.filter((_, at) => at % 6 === 0);
    await fourAtOnce(some.length, async (at) => {
      const streamed = await answered(dropping, some[at]!, { streamed: true });
      const whole = await answered(dropping, some[at]!);

      expect(streamed.statements.map(({ support }) => support)).not.to.include('unsupported');
      expect(streamed.answer).to.equal(whole.answer).and.not.to.contain(MADE[some[at]!]!.statement);
      if (!streamed.answered) expect(streamed.answer).to.equal(UNGROUNDED);
    });
  });

  it('are 100 % verbatim where no model writes them', async () => {
    flagging.docent.does({ status: 401 });
    await fourAtOnce(PLACES.length, async (at) => {
      const place = PLACES[at]!;
      const { text } = PASSAGES[place.language][place.passage]!;

      const body = await ask(flagging.docent.service, text.slice(0, 120), {
        document_ids: [flagging.ids.get(fileOf(place))],
      });

      expect(body.answered, text).to.equal(true);
      expect(body.statements.map(({ support }) => support)).to.deep.equal(body.statements.map(() => 'verbatim'));
    });
  });
});
