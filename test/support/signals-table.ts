import {
  ATTRIBUTES,
  GEN_AI_METRICS,
  LABELS,
  METRICS,
  type Metric,
  pageName,
  RUNTIME_METRICS,
  SPANS,
} from '../../src/telemetry/signals.ts';

const UNITS: Readonly<Record<string, string>> = { s: 'seconds', By: 'bytes' };

/** README's list of every metric, label, span and attribute. */
export function signalsTable(): string {
  const metrics = [...Object.values(METRICS), ...Object.values(GEN_AI_METRICS)].map(
    (metric: Metric) =>
      `| ${code(pageName(metric))} | ${metric.kind} | ${metric.labels.map(code).join(' ')} | ${told(metric)} |`,
  );
  const runtime = `| ${RUNTIME_METRICS.map(pageName).map(code).join(' ')} | | | Event loop, heap and garbage collection of Node |`;
  const spans = Object.values(SPANS).map(({ name, meaning }) => `| ${code(name)} | span | | ${meaning} |`);
  return `| signal | kind | labels | meaning |\n|---|---|---|---|\n${[...metrics, runtime, ...spans].join('\n')}\n`;
}

/** README's closed sets of label values, and the attributes of spans. */
export function labelsList(): string {
  const ours = Object.entries(LABELS).filter(([label]) => !label.includes('.'));
  const labels = ours.map(([label, { values }]) => `${code(label)}: ${values}`).join('; ');
  return `Labels: ${labels}. Attributes of spans: ${Object.values(ATTRIBUTES).map(code).join(' ')}.\n`;
}

function told({ meaning, unit }: Metric): string {
  return UNITS[unit] ? `${meaning}, ${UNITS[unit]}` : meaning;
}

function code(text: string): string {
  return `\`${text}\``;
}
