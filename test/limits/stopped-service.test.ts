import { expect } from 'chai';
import { startBudgeted, teach } from '../support/budgeted.ts';
import { eventually } from '../support/eventually.ts';

describe('a service that stops while models write', () => {
  it('charges answers that outlast the grace what was sent and produced, not their worst case', async () => {
    await using docent = await startBudgeted({ SHUTDOWN_GRACE_MS: '500' });
    await teach(docent, 'writer');
    docent.does({ text: ['It began', ' in 1754'], after: { pieces: 2, stop: 'hang' } });
    const answers = Array.from({ length: 3 }, async () => {
      const response = await docent.ask('writer', { stream: true });
      return response.text().catch(() => 'broken off');
    });
    await eventually(
      () => docent.budgets('writer', 1),
      ([tokens]) => docent.provider.calls.length === 3 && (tokens?.reserved ?? 0) > 3 * 1024,
    );

    expect(await docent.services[0]?.stop()).to.equal(0);

    await Promise.all(answers);
    const [tokens] = await docent.budgets('writer', 1);
    expect(tokens?.reserved).to.equal(0);
    expect(tokens?.used).to.be.within(3 * 100, 3 * 400);
  });
});
