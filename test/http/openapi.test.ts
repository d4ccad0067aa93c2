import { Validator } from '@seriousme/openapi-schema-validator';
import { expect } from 'chai';
import { openApiRoute } from '../../src/http/routes/openapi.ts';
import { operationRoutes } from '../../src/http/routes.ts';
import type { Context } from '../../src/http/state.ts';
import { faultOf, openApi, pointer } from '../support/openapi.ts';
import { type Service, startService } from '../support/service.ts';

describe('GET /openapi.json', () => {
  let service: Service;
  before(async () => {
    service = await startService({ AUTH_REQUIRED: 'true', JWT_SECRET: 'the-secret-of-these-tests-of-openapi' });
  });
  after(() => service[Symbol.asyncDispose]());

  it('is a valid document of OpenAPI 3.1, readable without a token and never counted', async () => {
    const response = await fetch(`${service.url}/openapi.json`);

    expect(response.status).to.equal(200);
    expect(response.headers.get('content-type')).to.equal('application/json; charset=utf-8');
    expect(response.headers.get('x-ratelimit-limit')).to.equal(null);
    const document = (await response.json()) as { openapi: string };
    expect(document.openapi).to.match(/^3\.1\./);
    expect(await new Validator().validate(document)).to.deep.equal({ valid: true });
  });

  it('is the same bytes for everybody, so that answers nobody reads hold no copies of it', async () => {
    const { handle } = openApiRoute({ version: '1.2.3' });
    const bodyOf = async () => {
      const ctx = { type: '', body: undefined as unknown };
      await handle(ctx as unknown as Context, {});
      return ctx.body;
    };

    const first = await bodyOf();

    expect(first).to.be.instanceOf(Buffer);
    expect(await bodyOf()).to.equal(first);
  });

  it('tells of every route that is served, and of no other', async () => {
    const told = Object.entries(openApi.paths).flatMap(([path, verbs]) =>
      Object.keys(verbs).map((verb) => `${verb.toUpperCase()} ${path}`),
    );
    const page = await (await fetch(`${service.url}/metrics`)).text();
    const counted = [...page.matchAll(/^http_requests_total\{handler="(\/[^"]*)",method="(\w+)",status="2xx"\}/gm)];

    const served = counted.map(([, handler, method]) => `${method} ${handler}`);
    const apart = ['GET /health', 'GET /health/ready', 'GET /metrics'];
    expect(told.sort()).to.deep.equal([...served, ...apart].sort());
    expect(told).to.include.members(operationRoutes.map(({ method, path }) => `${method} ${path}`));
  });

  it('defines every parameter of every path', () => {
    const undefinedOnes = Object.entries(openApi.paths).flatMap(([path, verbs]) =>
      Object.values(verbs).flatMap(({ parameters = [] }) => {
        const defined = parameters.filter((one) => one.in === 'path').map(({ name }) => name);
        return [...path.matchAll(/\{(\w+)\}/g)].filter(([, name]) => !defined.includes(name ?? '')).map(() => path);
      }),
    );

    expect(undefinedOnes).to.deep.equal([]);
  });

  it('has an example of every JSON body, which its own schema takes', () => {
    const faults: string[] = [];
    let examples = 0;
    for (const [path, verbs] of Object.entries(openApi.paths))
      for (const [verb, { requestBody, responses }] of Object.entries(verbs)) {
        const parts = [['requestBody', requestBody], ...Object.entries(responses)] as const;
        for (const [name, part] of parts) {
          const json = part?.content?.['application/json'];
          if (!json) continue;
          const inResponses = name === 'requestBody' ? ['requestBody'] : ['responses', name as string];
          const at = pointer('paths', path, verb, ...inResponses, 'content', 'application/json', 'schema');
          const fault = json.example === undefined ? 'no example' : faultOf(at, json.example);
          if (fault) faults.push(`${verb} ${path} ${name}: ${fault}`);
          examples++;
        }
      }

    expect(faults).to.deep.equal([]);
    expect(examples).to.be.above(50);
  });
});
