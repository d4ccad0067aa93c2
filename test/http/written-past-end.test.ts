import { expect } from 'chai';
import type { Route } from '../../src/http/state.ts';
import { eventually } from '../support/eventually.ts';
import { startPipeline } from '../support/pipeline.ts';

/** Goes on writing an answer that it has ended: a mistake of ours that no route makes today. */
const writesOn: Route = {
  method: 'GET',
  path: '/writes-on',
  policy: null,
  handle(ctx) {
    ctx.respond = false;
    ctx.status = 200;
    ctx.res.end('whole');
    ctx.res.write('and more');
  },
};

describe('an answer that is written past its end', () => {
  it('reaches its client as it was, and ends nobody else: it is logged as a failure of ours', async () => {
    await using served = await startPipeline([writesOn]);

    const answer = await (await fetch(`${served.url}/writes-on`)).text();

    expect(answer).to.equal('whole');
    await eventually(
      () => served.lines.filter((line) => line.includes('unexpected failure')),
      ({ length }) => length === 1,
    );
    expect((await fetch(`${served.url}/writes-on`)).status).to.equal(200);
  });
});
