import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { variables } from '../../src/config.ts';
import { labelsList, signalsTable } from './signals-table.ts';

/** The parts of README and .env.example that are made from the code. */
export const reference: Readonly<Record<string, { file: string; render: () => string; pattern: RegExp }>> = {
  configuration: {
    file: 'README.md',
    render: configurationTable,
    pattern: /\| variable \| default \| meaning \|\n(?:\|.*\n)+/,
  },
  signals: { file: 'README.md', render: signalsTable, pattern: /\| signal \| kind \| labels .*\n(?:\|.*\n)+/ },
  labels: { file: 'README.md', render: labelsList, pattern: /^Labels: .*\n/m },
  environment: { file: '.env.example', render: environmentExample, pattern: /^[\s\S]*$/ },
};

function configurationTable(): string {
  const rows = Object.entries(variables).map(
    ([name, check]) => `| \`${name}\` | ${shown(defaultOf(check))} | ${check.description} |`,
  );
  return `| variable | default | meaning |\n|---|---|---|\n${rows.join('\n')}\n`;
}

function environmentExample(): string {
  const entries = Object.entries(variables).map(([name, check]) => {
    return `# ${check.description?.replaceAll('`', '')}\n#${name}=${defaultOf(check)}\n`;
  });
  return `# Every variable with its default. An empty one counts as unset.\n\n${entries.join('\n')}`;
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
