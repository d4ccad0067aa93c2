import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { shippedPanels } from '../support/dashboard.ts';
import { undeclaredIn } from '../support/rules.ts';

const all = shippedPanels();
const panels = all.filter(({ type }) => type !== 'row');

describe('the dashboard', () => {
  it('has its rows, and a number of its own for each panel', () => {
    const rows = all.filter(({ type }) => type === 'row').map(({ title }) => title);

    expect(rows).to.deep.equal([
      'Requests: rate, errors, duration',
      'Questions and ingestion',
      'Language models',
      'Limits and budgets',
      'Process',
      'Collector',
    ]);
    expect(new Set(all.map(({ id }) => id))).to.have.property('size', all.length);
  });

  it('says of each panel what it shows, in which unit, from the provisioned source, and what each line is', () => {
    const sources = readFileSync('observability/grafana/datasources/docent.yml', 'utf8');

    for (const { title, description, datasource, fieldConfig, options, targets = [] } of panels) {
      expect(description, title).to.match(/^.{20,}/);
      expect(fieldConfig?.defaults.unit, title).to.match(/^\w+$/);
      expect(sources, title).to.contain(`uid: ${datasource?.uid}\n    type: prometheus\n`);
      expect(options?.legend.showLegend, title).to.equal(true);
      expect(targets, title).not.to.have.length(0);
      expect(new Set(targets.map(({ legendFormat }) => legendFormat)), title).to.have.property('size', targets.length);
    }
  });

  it('queries no metric that the service does not declare', () => {
    for (const { title, targets = [] } of panels)
      for (const { expr } of targets) expect(undeclaredIn(expr), title).to.deep.equal([]);
  });
});
