import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { dashboard } from '../../observability/dashboard.ts';
import { variables } from '../../src/environment/variables.ts';
import { PATH_FIELDS } from '../../src/http/read-input.ts';
import { type OperationRoute, operationRoutes } from '../../src/http/routes.ts';
import { clientTypes } from './client-types.ts';
import { labelsList, signalsTable } from './signals-table.ts';

export const DASHBOARD = 'observability/grafana/dashboards/docent.json';

/** The parts of README and .env.example that are made from the code. */
export const reference: Readonly<Record<string, { file: string; render: () => string; pattern: RegExp }>> = {
  configuration: {
    file: 'README.md',
    render: configurationTable,
    pattern: /\| variable \| default \| meaning \|\n(?:\|.*\n)+/,
  },
  routes: {
    file: 'README.md',
    render: routesTable,
    pattern: /\| route \| what it does \|\n\|---\|---\|\n(?:\| `\w+ \/api\/v1.*\n)+/,
  },
  signals: { file: 'README.md', render: signalsTable, pattern: /\| signal \| kind \| labels .*\n(?:\|.*\n)+/ },
  labels: { file: 'README.md', render: labelsList, pattern: /^Labels: .*\n/m },
  client: { file: 'src/client/api.d.ts', render: clientTypes, pattern: /^[\s\S]*$/ },
  dashboard: { file: DASHBOARD, render: dashboard, pattern: /^[\s\S]*$/ },
  environment: { file: '.env.example', render: environmentExample, pattern: /^[\s\S]*$/ },
};

function routesTable(): string {
  const rows = operationRoutes.map(({ method, path, input, operation }: OperationRoute) => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => PATH_FIELDS[name] ?? name);
    const fields = Object.keys(operation.input.shape).filter((field) => field !== 'file' && !inPath.includes(field));
    const query = input === 'json' || fields.length === 0 ? '' : `?${fields.map((field) => `${field}=`).join('&')}`;
    return `| \`${method} ${path}${query}\` | ${operation.summary} |`;
  });
  return `| route | what it does |\n|---|---|\n${rows.join('\n')}\n`;
}

/** The first variable of each group, in the order of the variables. */
const GROUPS: Readonly<Record<string, string>> = {
  PORT: 'The process',
  CORS_ORIGINS: 'Who may call',
  REDIS_URL: 'How often',
  DATABASE_URL: 'Documents',
  REFUSAL_THRESHOLD: 'Answers and models',
  LLM_TOKEN_LIMIT: 'What models may cost',
  METRICS_ENABLED: 'Telemetry',
};

/** A meaning of at most so many characters stays on one line of its cell. */
const ONE_LINE_CHARS = 85;

type Row = { names: string[]; defaults: string[]; meanings: string[] };

/** A row for each variable; neighbours of one family share a row, a line each, where every line stays one. */
function configurationTable(): string {
  const named = (name: string) => (`${name}_FILE` in variables ? `\`${name}\` or \`${name}_FILE\`` : `\`${name}\``);
  const family = (name: string) => name.replace('AWS_', 'S3_').split('_')[0];
  const rows: (Row | string)[] = [];
  for (const [name, check] of Object.entries(variables)) {
    if (name.endsWith('_FILE')) continue;
    if (GROUPS[name]) rows.push(`| **${GROUPS[name]}** | | |`);
    const meaning = check.description ?? '';
    const last = rows.at(-1);
    const isShort = [meaning, ...(typeof last === 'object' ? last.meanings : [])].every(
      (one) => one.length <= ONE_LINE_CHARS,
    );
    if (typeof last === 'object' && isShort && family(last.names[0]?.slice(1) ?? '') === family(name)) {
      last.names.push(named(name));
      last.defaults.push(shown(defaultOf(check)));
      last.meanings.push(meaning);
    } else rows.push({ names: [named(name)], defaults: [shown(defaultOf(check))], meanings: [meaning] });
  }
  return `| variable | default | meaning |\n|---|---|---|\n${rows.map(configurationRow).join('\n')}\n`;
}

function configurationRow(row: Row | string): string {
  if (typeof row === 'string') return row;
  return `| ${[row.names, row.defaults, row.meanings].map((lines) => lines.join('<br>')).join(' | ')} |`;
}

function environmentExample(): string {
  const entries = Object.entries(variables).map(([name, check]) => {
    const group = GROUPS[name] ? `## ${GROUPS[name]}\n\n` : '';
    return `${group}# ${check.description?.replaceAll('`', '')}\n#${name}=${defaultOf(check)}\n`;
  });
  return `# Every variable with its default. An empty one counts as unset. Put secrets in single quotes, '…': without them, Node ends a\n# value at # and Compose replaces what follows a $.\n\n${entries.join('\n')}`;
}

function defaultOf(check: z.ZodType): string {
  const value = check instanceof z.ZodDefault || check instanceof z.ZodPrefault ? check.def.defaultValue : undefined;
  return value === undefined ? '' : String(value);
}

function shown(value: string): string {
  return value === '' ? '' : `\`${value}\``;
}

/** Rewrites the made parts in place: `npm run reference`. */
export function writeReference(): void {
  for (const { file, render, pattern } of Object.values(reference)) {
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(pattern, () => render()),
    );
  }
}

if (import.meta.main) writeReference();
