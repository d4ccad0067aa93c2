import { terms } from '../text/words.ts';

/** Words that say how a question is put, not what it is about, as index terms. */
export const STOP_TERMS: ReadonlySet<string> = new Set(
  terms(
    'a an the this that these those there here it its he him his she her hers they them their theirs we us our ours i me ' +
      'my mine you your yours who whom whose what which when where why how am is are was were be been being do does did ' +
      'done doing have has had having can could may might must shall should will would and or but nor not no if then ' +
      'than so as at by for from in into of off on onto out over per to up upon with about also any some all both each ' +
      'such only own same too very just please tell ' +
      '的 了 是 在 和 有 与 或 吗 呢 吧 么 这 那 哪 哪个 哪些 哪里 哪儿 什么 谁 何 何时 何处 多少 几 怎么 怎样 如何 为什么 为何 被 ' +
      '把 由 于 从 到 对 为 之 所 其 他 她 它 他们 她们 它们 我 我们 你 你们 个 中 上 下 里 不 也 都 而 及 以 以及 等 会 能 要 可以',
  ),
);
