import type { Attributes, Meter } from '@opentelemetry/api';
import { isMeasured } from './recorder.ts';
import type { Metric } from './signals.ts';

/** What one series has seen: of each bucket, and of those above all, how many values. */
export type Tally = { readonly labels: Attributes; readonly counts: number[]; sum: number; count: number };
export type TalliedHistogram = {
  readonly metric: Metric;
  readonly buckets: readonly number[];
  readonly tallies: Map<string, Tally>;
};

const histograms = new WeakMap<Meter, Map<string, TalliedHistogram>>();

/** The tallied histograms of a meter, for whoever reads its metrics. */
export function talliedHistograms(meter: Meter): Iterable<TalliedHistogram> {
  return histograms.get(meter)?.values() ?? [];
}

/**
 * A histogram whose labels are known before its values: each series is an array of counts. The API has none for it, and an
 * instrument of the SDK sorts and serializes the labels of every value. Returns what records the values of one series, which is on the
 * page from its first value on; values that are no measure are dropped, as `RecordValue` does.
 */
export function talliedHistogram(meter: Meter, metric: Metric): (labels: Attributes) => (value: number) => void {
  const { buckets, tallies } = histogramOf(meter, metric);
  return function series(labels) {
    const name = JSON.stringify(labels);
    let tally = tallies.get(name);
    return (value) => {
      if (!isMeasured(value)) return;
      if (!tally) {
        tally = tallies.get(name) ?? { labels, counts: Array(buckets.length + 1).fill(0), sum: 0, count: 0 };
        tallies.set(name, tally);
      }
      let bucket = 0;
      while (bucket < buckets.length && value > (buckets[bucket] as number)) bucket += 1;
      (tally.counts[bucket] as number) += 1;
      tally.sum += value;
      tally.count += 1;
    };
  };
}

function histogramOf(meter: Meter, metric: Metric): TalliedHistogram {
  const ofMeter = histograms.get(meter) ?? new Map<string, TalliedHistogram>();
  histograms.set(meter, ofMeter);
  const known = ofMeter.get(metric.name);
  if (known) return known;
  const made = { metric, buckets: metric.buckets ?? [], tallies: new Map<string, Tally>() };
  ofMeter.set(metric.name, made);
  return made;
}
