import { resourceFromAttributes } from '@opentelemetry/resources';
import { expect } from 'chai';
import fc from 'fast-check';
import { targetResource } from '../../src/telemetry/target-resource.ts';
import { parsePage } from '../support/page.ts';
import { startService } from '../support/service.ts';
import { told } from '../support/told.ts';

describe('target_info', () => {
  it('is left out nothing that can be a label', () => {
    const attributes = { 'service.name': 'docent', job: 'b', instance: 'c' };

    expect(targetResource(resourceFromAttributes(attributes)).attributes).to.deep.equal(attributes);
  });

  it('has no two labels of one name, and none that is no name, whatever the resource is called', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 4 }), fc.constant('x')), (attributes) => {
        const kept = Object.keys(targetResource(resourceFromAttributes(attributes)).attributes);
        const labels = kept.map((name) => name.replaceAll(/\W/g, '_').replaceAll(/_+/g, '_'));

        expect(new Set(labels).size).to.equal(labels.length);
        for (const label of labels) expect(label).to.match(/^[a-zA-Z_]\w*$/);
      }),
    );
  });

  it('cannot take the scrape down by OTEL_RESOURCE_ATTRIBUTES, and a line says what was left out', async () => {
    await using service = await startService({
      OTEL_RESOURCE_ATTRIBUTES: 'team.name=first,team_name=second,1st=third,le=third,region=eu',
    });

    const page = parsePage(await (await fetch(`${service.url}/metrics`)).text());

    const [info = ''] = [...page.series.keys()].filter((one) => one.startsWith('target_info{'));
    expect(info).to.contain('team_name="first"').and.contain('region="eu"');
    expect(info).to.not.match(/second|third/);
    expect(await told(service, /left out of target_info/)).to.have.length(1);
  });
});
