import { readFileSync } from 'node:fs';
import { GEN_AI_METRICS, METRICS, type Metric, pageName, RUNTIME_METRICS } from '../../src/telemetry/signals.ts';
import { metricsOf } from './promql.ts';

export type Rule = { kind: 'alert' | 'record'; name: string; query: string };

/** The rules that Prometheus is given: each opens with its kind, and its query stands on one line. */
export function shippedRules(): Rule[] {
  const text = readFileSync('observability/rules.yml', 'utf8');
  return text
    .split(/^ {6}- (?=alert:|record:)/m)
    .slice(1)
    .map((rule) => {
      const [, kind, name = ''] = /^(alert|record): (\S+)/.exec(rule) ?? [];
      const [, query = ''] = /^ +expr: (.+)$/m.exec(rule) ?? [];
      return { kind: kind as Rule['kind'], name, query };
    });
}

/** What a query reads that neither the service declares, nor a rule records, nor Prometheus or the collector says of itself. */
export function undeclaredIn(query: string): string[] {
  const declared = [...Object.values(METRICS), ...Object.values(GEN_AI_METRICS), ...RUNTIME_METRICS].flatMap(seriesOf);
  const recorded = shippedRules().flatMap(({ kind, name }) => (kind === 'record' ? name : []));
  const known = new Set([...declared, ...recorded, 'up']);
  const names = metricsOf(query);
  if (names.length === 0) throw new Error(`No metric in ${query}`);
  return names.filter((name) => !known.has(name) && !name.startsWith('otelcol_'));
}

function seriesOf(metric: Metric): string[] {
  const name = pageName(metric);
  return metric.kind === 'histogram' ? ['bucket', 'sum', 'count'].map((part) => `${name}_${part}`) : [name];
}
