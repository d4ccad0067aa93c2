/** A page of GET /metrics: each series, spelt as it is there, with its value, and the families in their order. */
export type Page = {
  value(series: string): number | undefined;
  /** The sum over all series of a name whose labels include these. */
  sum(name: string, labels?: Record<string, string>): number;
  series: Map<string, number>;
  families: Map<string, { type: string; help: string }>;
};

export async function scrape(url: string): Promise<Page> {
  const answer = await fetch(`${url}/metrics`);
  if (answer.status !== 200) throw new Error(`GET /metrics answered ${answer.status}`);
  return parsePage(await answer.text());
}

/** @throws Error on a line that is none of the text format, and on a series that comes twice. */
export function parsePage(text: string): Page {
  const series = new Map<string, number>();
  const families: Page['families'] = new Map();
  for (const line of text.split('\n').filter(Boolean)) {
    const [, comment, name = '', rest = ''] = /^# (HELP|TYPE|UNIT) (\S+) (.*)$/.exec(line) ?? [];
    if (comment) {
      const family = families.get(name) ?? { type: '', help: '' };
      if (comment === 'HELP') family.help = rest;
      if (comment === 'TYPE') family.type = rest;
      families.set(name, family);
      continue;
    }
    const sample = /^([a-z_:][\w:]*(?:\{.*\})?) (\S+)$/i.exec(line);
    if (!sample) throw new Error(`Not a line of the text format: ${line}`);
    if (series.has(sample[1] as string)) throw new Error(`Twice on the page: ${sample[1]}`);
    series.set(sample[1] as string, Number(sample[2]));
  }
  return {
    series,
    families,
    value: (one) => series.get(one),
    sum(name, labels = {}) {
      const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      const matching = [...series].filter(
        ([one]) => (one === name || one.startsWith(`${name}{`)) && wanted.every((pair) => one.includes(pair)),
      );
      return matching.reduce((total, [, value]) => total + value, 0);
    },
  };
}
