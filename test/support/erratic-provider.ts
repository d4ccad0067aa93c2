import { countTokens } from 'gpt-tokenizer/model/gpt-4o';
import { inputTokens } from './budgeted.ts';
import type { ProviderCall, ProviderReply } from './provider.ts';

/** US dollars per million tokens; fractions of a nano-dollar a token, so that each call has to be rounded. */
export const COMPLETION_PRICE = { input: 0.1375, output: 0.6125 };
export const EMBEDDING_PRICE = { input: 0.0215, output: 0 };

export type Amount = { tokens: number; nanoDollars: number };
export const NOTHING: Amount = { tokens: 0, nanoDollars: 0 };

export type Bounds = { least: Amount; most: Amount };

/** What a provider has done with one call. */
export type Billed = {
  user: string;
  /** The question that it belongs to; NaN: none. */
  question: number;
  /** When the question was asked, and when this call of it arrived: it was reserved in between. */
  askedAt: number;
  arrivedAt: number;
  /** What it billed: bounds where it broke off and told nothing, else equal. */
  billed: Bounds;
  /** What can be charged where nobody may have heard all of it. */
  unheard: Bounds;
  isCutOff: boolean;
  /** What the call may use at worst, as far as the provider can tell. */
  worstTokens: number;
};

/** Who stays to the end and hears what was used, who is cut off by the provider, who leaves, and who uploads. */
export const USERS = ['served-1', 'served-2', 'broken-1', 'leaving-1', 'leaving-2', 'uploading-1'] as const;
export type User = (typeof USERS)[number];

const PIECES = ['It began', ' in 1754', ' [1].', ' It was fought', ' in North America', ' [1].'];
/** What our count of an input adds to the provider's own, and a tokenizer to pieces that were cut anew. */
const SLACK = 24;
const OVERRUN = 6;

/** Does what real providers do on a bad day, drawn by `random`; tells by the marks of `ask` who pays for a call. */
export function createErraticProvider(random: () => number) {
  const billed: Billed[] = [];
  const asked: number[] = [];
  return {
    billed,
    /** The number of a question of the user, asked now, and words that mark it. */
    ask(user: User): { question: number; mark: string } {
      const question = asked.push(performance.now()) - 1;
      return { question, mark: `${user} no${question}.` };
    },
    reply(call: ProviderCall): ProviderReply {
      const user = /\b(?:served|broken|leaving|uploading)-\d/.exec(call.prompt)?.[0] ?? 'uploading-1'; // `probe`: of its documents
      const question = Number(/ no(\d+)\./.exec(call.prompt)?.[1]);
      const chance = random();
      const does = replyBy(call, chance, random);
      const entry: Billed = {
        ...{ user, question, askedAt: asked[question] ?? call.receivedAt, arrivedAt: call.receivedAt },
        ...{ billed: does.billed, unheard: unheard(call, does.billed), isCutOff: false },
        worstTokens: inputTokens(call) + Number(call.body.max_completion_tokens ?? call.body.max_tokens ?? 0),
      };
      billed.push(entry);
      void call.left.then(() => {
        entry.isCutOff = true;
      });
      return does.reply;
    },
  };
}

/** Fails, breaks off, or answers and bills that once, not at all or many times. */
function replyBy(call: ProviderCall, chance: number, random: () => number): { reply: ProviderReply; billed: Bounds } {
  const isLeaving = call.prompt.includes('leaving-');
  if (chance < 0.1) return { reply: { status: chance < 0.05 ? 503 : 500 }, billed: { least: NOTHING, most: NOTHING } };
  const [input, text] = [inputTokens(call), textOf(call, random)];
  const timing = { text, delayMs: random() * 60, betweenMs: random() * (isLeaving ? 80 : 30) };
  if (chance < 0.4 && call.prompt.includes('broken-') && call.body.stream) {
    const arrived = outputOf(call, text.slice(0, 1));
    const billed = { least: amountOf(call, input, arrived), most: amountOf(call, input + SLACK, arrived + SLACK) };
    return { reply: { ...timing, after: { pieces: 1, stop: chance < 0.25 ? 'destroy' : 'end' } }, billed };
  }
  const times = isLeaving || chance > 0.25 ? 1 : chance < 0.2 ? 0 : OVERRUN;
  const [read, written] = [times * input, times * outputOf(call, text)];
  const amount = amountOf(call, read, written);
  return { reply: { ...timing, ...usageOf(call, read, written) }, billed: { least: amount, most: amount } };
}

/** The input and what had come by then, or what was billed. */
function unheard(call: ProviderCall, billed: Bounds): Bounds {
  const input = inputTokens(call);
  const margin = call.operation === 'embedding' ? input : 0;
  const most = amountOf(call, input + margin + SLACK, outputOf(call, PIECES) + SLACK);
  const least = amountOf(call, input, 0);
  return {
    least: billed.least.tokens < least.tokens ? billed.least : least,
    most: billed.most.tokens > most.tokens ? billed.most : most,
  };
}

function usageOf({ operation, body }: ProviderCall, input: number, output: number): ProviderReply {
  const total_tokens = input + output;
  if (operation === 'embedding')
    return { vectors: (body.input ?? []).map(() => [1, 0]), usage: { prompt_tokens: input, total_tokens } };
  return { usage: { prompt_tokens: input, completion_tokens: output, total_tokens } };
}

function textOf(call: ProviderCall, random: () => number): string[] {
  if (call.operation === 'rerank') return ['[1]'];
  const mark = /(?:served|broken|leaving)-\d no\d+\./.exec(call.prompt)?.[0] ?? '';
  if (call.operation === 'rewrite') return [JSON.stringify([`War of 1754, ${mark}`, `North America, ${mark}`])];
  return PIECES.slice(0, 1 + Math.floor(random() * PIECES.length));
}

function outputOf({ operation }: ProviderCall, text: readonly string[]): number {
  return operation === 'embedding' ? 0 : countTokens(text.join(''));
}

/** Whole nano-dollars, rounded up once a call. */
function amountOf({ operation }: ProviderCall, input: number, output: number): Amount {
  const price = operation === 'embedding' ? EMBEDDING_PRICE : COMPLETION_PRICE;
  const tenthsOfNano = input * Math.round(price.input * 1e4) + output * Math.round(price.output * 1e4);
  return { tokens: input + output, nanoDollars: Math.ceil(tenthsOfNano / 10) };
}
