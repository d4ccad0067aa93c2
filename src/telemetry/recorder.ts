import type { Attributes, Meter } from '@opentelemetry/api';
import type { Metric } from './signals.ts';

/**
 * Takes one number. What is not in 0…2^53 is dropped: one NaN would poison a counter for ever, and sums of larger ones
 * end at infinity.
 */
export type RecordValue = (value: number, labels?: Attributes) => void;

export function counter(meter: Meter, metric: Metric): RecordValue {
  const instrument = meter.createCounter(metric.name, described(metric));
  return (value, labels) => {
    if (isMeasured(value)) instrument.add(value, labels);
  };
}

export function histogram(meter: Meter, metric: Metric): RecordValue {
  const instrument = meter.createHistogram(metric.name, described(metric));
  return (value, labels) => {
    if (isMeasured(value)) instrument.record(value, labels);
  };
}

export function gauge(meter: Meter, metric: Metric): RecordValue {
  const instrument = meter.createGauge(metric.name, described(metric));
  return (value, labels) => {
    if (isMeasured(value)) instrument.record(value, labels);
  };
}

/** What an instrument is created with. */
export function described({ meaning, unit }: Metric): { description: string; unit: string } {
  return { description: meaning, unit };
}

/** Maps a value outside the closed set to `other`, so that no caller can mint a series. */
export function orOther(known: readonly string[]): (value: string) => string {
  const set = new Set(known);
  return (value) => (set.has(value) ? value : 'other');
}

/** Whether a value is in 0…2^53. */
export function isMeasured(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}
