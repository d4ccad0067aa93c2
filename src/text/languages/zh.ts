import type { LanguageFacts } from './language-facts.ts';

export const zh: LanguageFacts = {
  stopWords:
    '的 了 是 在 和 有 与 或 吗 呢 吧 么 这 那 哪 哪个 哪些 哪里 哪儿 什么 谁 何 何时 何处 多少 几 怎么 怎样 如何 为什么 什么时候 多久 哪一年 为何 被 ' +
    '把 由 于 从 到 对 为 之 所 其 他 她 它 他们 她们 它们 我 我们 你 你们 个 中 上 下 里 不 也 都 而 及 以 以及 等 会 能 要 可以',
  isUnspaced: true,
  negations: '不 没 没有 沒有 未 无 無 非 不是 并非 不能 不会 从未',
  asks: {
    time: '什么时候|何时|何年|哪一?[年天]|几月|哪个?世纪|哪个?年代',
    number: '多少|几|多[长大高远]|百分',
    reason: '为什么|为何|原因',
  },
  pointsBack: '他 她 它 这 那 其',
};
