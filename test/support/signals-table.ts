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

type Row = { readonly names: string[]; readonly kind: string; readonly labels: string; readonly meanings: string[] };

/** README's list of every metric, label, span and attribute. Neighbours of one kind with the same labels share a row. */
export function signalsTable(): string {
  const metrics = [...Object.values(METRICS), ...Object.values(GEN_AI_METRICS)].map((metric: Metric): Row => {
    const labels = metric.labels.map(code).join(' ');
    return { names: [pageName(metric)], kind: metric.kind, labels, meanings: [told(metric)] };
  });
  const spans = Object.values(SPANS).map(
    ({ name, meaning }): Row => ({ names: [name], kind: 'span', labels: '', meanings: [meaning] }),
  );
  const runtime = `| ${RUNTIME_METRICS.map(pageName).map(code).join(' ')} | | | Event loop, heap and garbage collection of Node |`;
  const rows = [...merged(metrics).map(rowOf), runtime, ...merged(spans).map(rowOf)];
  return `| signal | kind | labels | meaning |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

function merged(rows: readonly Row[]): Row[] {
  const kept: Row[] = [];
  for (const row of rows) {
    const last = kept.at(-1);
    if (last?.kind === row.kind && last.labels === row.labels) {
      last.names.push(...row.names);
      last.meanings.push(...row.meanings);
    } else kept.push(row);
  }
  return kept;
}

function rowOf({ names, kind, labels, meanings }: Row): string {
  return `| ${names.map(code).join('<br>')} | ${kind} | ${labels} | ${meanings.join('<br>')} |`;
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
