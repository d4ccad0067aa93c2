import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { variables } from '../../src/environment/variables.ts';
import { PATH_FIELDS } from '../../src/http/read-input.ts';
import { type OperationRoute, operationRoutes } from '../../src/http/routes.ts';
import { clientTypes } from './client-types.ts';
import { labelsList, signalsTable } from './signals-table.ts';

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

function configurationTable(): string {
  const named = (name: string) => (`${name}_FILE` in variables ? `\`${name}\` or \`${name}_FILE\`` : `\`${name}\``);
  const rows = Object.entries(variables)
    .filter(([name]) => !name.endsWith('_FILE'))
    .map(([name, check]) => `| ${named(name)} | ${shown(defaultOf(check))} | ${check.description} |`);
  return `| variable | default | meaning |\n|---|---|---|\n${rows.join('\n')}\n`;
}

function environmentExample(): string {
  const entries = Object.entries(variables).map(([name, check]) => {
    return `# ${check.description?.replaceAll('`', '')}\n#${name}=${defaultOf(check)}\n`;
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
