const WORDS = new Set([
  'by',
  'on',
  'without',
  'ignoring',
  'group_left',
  'group_right',
  'and',
  'or',
  'unless',
  'offset',
  'bool',
]);

/** The names of the metrics that a query of Prometheus reads; those matched by `__name__` as they are written there. */
export function metricsOf(query: string): string[] {
  const byName = [...query.matchAll(/__name__=~?"([^"]+)"/g)].map(([, name = '']) => name);
  const bare = query
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\{[^}]*\}|\[[^\]]*\]/g, ' ')
    .replaceAll(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ');
  const names = [...bare.matchAll(/(?<![\w.])[a-z_][\w:]*(?!\s*\()\b(?!\s*\()/gi)].map(([name]) => name);
  return [...new Set([...byName, ...names.filter((name) => !WORDS.has(name))])];
}
