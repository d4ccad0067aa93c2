import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import Koa from 'koa';
import type { AnswerQuestion } from '../../src/answering/answer.ts';
import { AppError } from '../../src/errors.ts';
import { failures } from '../../src/http/failures.ts';
import { fromOperation } from '../../src/http/from-operation.ts';
import { requestId } from '../../src/http/request-id.ts';
import { createRouter, matchRoute, runRoute } from '../../src/http/router.ts';
import { operationRoutes } from '../../src/http/routes.ts';
import type { State } from '../../src/http/state.ts';
import type { Services } from '../../src/operations/scope.ts';
import { post, type StreamEvent, streamEvents } from '../support/library.ts';
import type { Service } from '../support/service.ts';

/** The question routes over an answer of this making, and what they log. */
async function serving(answerQuestion: AnswerQuestion) {
  const logged: unknown[] = [];
  const log = { error: (fields: unknown) => void logged.push(fields), warn: () => {} };
  const app = new Koa<State>();
  app.use(requestId());
  const services = { answerQuestion, log } as unknown as Services;
  app.use(
    matchRoute(createRouter(operationRoutes.map((row) => fromOperation(row, { services, uploadMaxBytes: 1, log })))),
  );
  app.use(failures({ log }));
  app.use((ctx, next) => {
    ctx.state.caller = { owner: 'public', subject: 'ip', key: 'ip:127.0.0.1' };
    return next();
  });
  app.use(runRoute);
  const server = createServer(app.callback()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    logged,
    service: { url } as Service,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

describe('an answer that breaks off through our own fault', () => {
  it('ends a stream that has begun with one error event, in the error shape, and is logged', async () => {
    await using broken = await serving(async function* () {
      yield { type: 'meta', queryId: 'q_1', mode: 'extractive', model: 'local:extractive' };
      yield { type: 'delta', text: 'It was' };
      throw new Error('secret dsn');
    });

    const response = await post(broken.service, 'query', { query: 'Why?', stream: true });
    const events: StreamEvent[] = [];
    for await (const event of streamEvents(response)) events.push(event);

    expect(response.status).to.equal(200);
    expect(events.map(({ event }) => event)).to.deep.equal(['meta', 'delta', 'error']);
    const { data } = events.at(-1)!;
    expect(data).to.include({ error: 'internal', request_id: response.headers.get('x-request-id') });
    expect(JSON.stringify(events)).not.to.contain('secret');
    expect(broken.logged).to.have.length(1);
  });

  for (const stream of [false, true])
    it(`is an ordinary status while nothing was sent${stream ? ', also where a stream was asked for' : ''}`, async () => {
      // biome-ignore lint/correctness/useYield: it fails before it has anything to say
      await using broken = await serving(async function* () {
        throw new Error('secret dsn');
      });
      // biome-ignore lint/correctness/useYield: likewise
      await using busy = await serving(async function* () {
        throw new AppError('overloaded', 'Too many.', { retryAfterSeconds: 3 });
      });

      const [bug, refusal] = [
        await post(broken.service, 'query', { query: 'Why?', stream }),
        await post(busy.service, 'query', { query: 'Why?', stream }),
      ];

      expect(bug.status).to.equal(500);
      expect(await bug.text())
        .to.contain('"error":"internal"')
        .and.not.contain('secret');
      expect([refusal.status, refusal.headers.get('retry-after')]).to.deep.equal([503, '3']);
      expect(((await refusal.json()) as { error: string }).error).to.equal('overloaded');
      expect([broken.logged.length, busy.logged.length]).to.deep.equal([1, 0]);
    });
});
