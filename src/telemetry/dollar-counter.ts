import type { Attributes, Meter } from '@opentelemetry/api';
import { described, isMeasured, type RecordValue } from './recorder.ts';
import type { Metric } from './signals.ts';

/** Takes whole nano-dollars, and shows dollars: sums of fractions would drift from what budgets have counted. */
export function dollarCounter(meter: Meter, metric: Metric): RecordValue {
  const sums = new Map<string, { nanoDollars: number; readonly labels: Attributes }>();
  meter.createObservableCounter(metric.name, described(metric)).addCallback((page) => {
    for (const { nanoDollars, labels } of sums.values()) page.observe(nanoDollars / 1e9, labels);
  });
  return (nanoDollars, labels = {}) => {
    if (!isMeasured(nanoDollars)) return;
    const series = Object.values(labels).join('\n');
    const sum = sums.get(series) ?? { nanoDollars: 0, labels };
    sum.nanoDollars += nanoDollars;
    sums.set(series, sum);
  };
}
