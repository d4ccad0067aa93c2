import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { startFigures } from '../../src/compose/figures.ts';
import type { DocumentStore } from '../../src/documents/document-store.ts';
import { openSqliteStore } from '../../src/documents/sqlite/sqlite-store.ts';
import { createBudget } from '../../src/limits/budget.ts';
import { localGuard } from '../../src/limits/budget-guard.ts';
import { createMemoryBudget } from '../../src/limits/memory/memory-budget.ts';
import { silentInstruments } from '../../src/telemetry/instruments.ts';
import { eventually } from '../support/eventually.ts';
import { uploadFile } from '../support/upload-file.ts';

const EVERY_MS = 20;
const WINDOW = { windowSeconds: 3600 };

describe('what says how full things are', () => {
  let folder: string;
  let store: DocumentStore;
  let recorded: Map<string, unknown>;
  let count: number;
  let stop = () => {};
  const record = (name: string, value: unknown) => {
    recorded.set(name, value);
    count++;
  };
  const instruments = {
    recordStore: (figures: { waiting: number }) => record('waiting', figures.waiting),
    recordDisk: (disk: unknown) => record('disk', disk),
    recordBudgetUsed: (budget: string, share: number) => record(budget, share),
  };
  const budget = createBudget({
    guard: localGuard(createMemoryBudget({ maxKeys: 10 })),
    limits: {
      tokens: [],
      cost: [],
      tokens_global: [
        { limit: 1000, ...WINDOW },
        { limit: 4000, ...WINDOW },
      ],
      cost_global: [],
    },
    instruments: silentInstruments,
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'docent-test-'));
    store = await openSqliteStore({ folder, storageMaxBytes: 1e6 });
    recorded = new Map();
    count = 0;
  });
  afterEach(async () => {
    stop();
    await store.close();
    await rm(folder, { recursive: true });
  });

  it('tells what waits, what is free, and of a budget’s limits the one that is fullest', async () => {
    ({ stop } = startFigures({ store, budget, folder, instruments, everyMs: EVERY_MS }));
    await store.documents.admit('public', await uploadFile(folder, 'waits'));
    await budget.reserve(null, { inputTokens: 500, outputCap: 250, shrinks: false, price: undefined });

    await eventually(
      () => recorded.get('waiting'),
      (waiting) => waiting === 1,
    );
    await eventually(
      () => recorded.get('tokens_global'),
      (share) => share === 0.75,
    );
    const { freeBytes, sizeBytes } = recorded.get('disk') as { freeBytes: number; sizeBytes: number };
    expect(freeBytes).to.be.within(1, sizeBytes);
  });

  it('has read the budgets by the first scrape, and reads them again within moments, for Redis may have come back', async () => {
    const looks: number[] = [];
    const watched = {
      async usage(caller: string | null) {
        looks.push(performance.now());
        return budget.usage(caller);
      },
    };
    const figures = startFigures({ store, budget: watched, folder, instruments });
    ({ stop } = figures);

    await figures.budgetsRead;

    expect(recorded.has('tokens_global')).to.equal(true);
    expect(recorded.has('cost_global'), 'there is none').to.equal(false);
    await eventually(
      () => looks.length,
      (times) => times > 1,
    );
    expect((looks[1] as number) - (looks[0] as number)).to.be.below(10_000);
  });

  it('goes on telling the others while one cannot be told, and ends when it is told to', async () => {
    const broken = { figures: () => Promise.reject(new Error('away')) };
    ({ stop } = startFigures({ store: broken, budget, folder, instruments, everyMs: EVERY_MS }));
    await eventually(
      () => count,
      (so) => so > 6,
    );

    stop();

    const before = count;
    await pause(20 * EVERY_MS);
    expect(count).to.be.at.most(before + 2); // what had begun
    expect(recorded.has('waiting')).to.equal(false);
  });
});
