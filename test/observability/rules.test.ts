import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { promtool } from '../support/promtool.ts';
import { shippedRules, undeclaredIn } from '../support/rules.ts';

const rules = shippedRules();
const alerts = rules.filter(({ kind }) => kind === 'alert').map(({ name }) => name);
const files = ['rules.test.yml', 'burn-rates.test.yml'].map((file) => `observability/${file}`);
const cases = files.map((file) => readFileSync(file, 'utf8')).join('');

describe('the rules', () => {
  it('are taken by Prometheus, and every alert fires and keeps quiet as its cases say', async () => {
    expect(await promtool('check', 'rules', 'observability/rules.yml')).to.contain(`${rules.length} rules found`);
    await promtool('test', 'rules', ...files);
  });

  it('have a case in which each alert fires, and one in which it does not', () => {
    const told = (alert: string, expected: string) => cases.includes(`alertname: ${alert}, exp_alerts: [${expected}`);

    expect(alerts).to.have.length.above(15);
    for (const alert of alerts) {
      expect(told(alert, '{'), `${alert} fires`).to.equal(true);
      expect(told(alert, ']'), `${alert} keeps quiet`).to.equal(true);
    }
  });

  it('read no metric that the service does not declare', () => {
    for (const { name, query } of rules) expect(undeclaredIn(query), name).to.deep.equal([]);
  });

  it('have a line in the README for each alert, and no line for another', () => {
    const table = /\| alerts of \|(.|\n)*?\n\n/.exec(readFileSync('README.md', 'utf8'))?.[0] ?? '';
    const lines = [...table.matchAll(/(?:\| |<br>)((?:`[A-Z]\w+`(?:, )?)+):/g)].flatMap(([, names = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );

    expect(lines.sort()).to.deep.equal(alerts.toSorted());
  });
});
