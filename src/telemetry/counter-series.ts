import type { Attributes, Meter } from '@opentelemetry/api';
import { described } from './recorder.ts';
import type { Metric } from './signals.ts';

/** Counts in plain numbers, which are read when the page is: what counts pays nothing for it. Each series is on the page from its making on. */
export function counterSeries(meter: Meter, metric: Metric): (labels: Attributes) => () => void {
  const cells: { count: number; readonly labels: Attributes }[] = [];
  meter.createObservableCounter(metric.name, described(metric)).addCallback((page) => {
    for (const { count, labels } of cells) page.observe(count, labels);
  });
  return function series(labels) {
    const cell = { count: 0, labels };
    cells.push(cell);
    return () => {
      cell.count += 1;
    };
  };
}
