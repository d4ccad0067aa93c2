import type { Service } from './service.ts';

/** The scrape page at one moment. */
export type MetricValues = {
  /** The sum of all samples of a name whose labels include these; 0 where there is none. */
  of(name: string, labels?: Record<string, string>): number;
};

export async function metricValues(service: Service): Promise<MetricValues> {
  const page = await (await fetch(`${service.url}/metrics`)).text();
  const samples = page.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
    return name ? [{ name, labels, value: Number(value) }] : [];
  });
  return {
    of: (name, labels = {}) =>
      samples
        .filter((sample) => sample.name === name)
        .filter((sample) => Object.entries(labels).every(([key, value]) => sample.labels.includes(`${key}="${value}"`)))
        .reduce((sum, { value }) => sum + value, 0),
  };
}
