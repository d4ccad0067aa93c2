import { expect } from 'chai';
import { createRouter } from '../../src/http/router.ts';
import type { Route } from '../../src/http/state.ts';

const route = (method: Route['method'], path: string): Route => ({ method, path, policy: null, handle() {} });

describe('the router', () => {
  const one = route('GET', '/things/{id}');
  const upload = route('POST', '/things/upload');
  const findRoute = createRouter([one, upload]);

  it('finds the route of a path with its parameters, and sends HEAD where GET goes', () => {
    expect(findRoute('GET', '/things/a%20b')).to.deep.include({ route: one, parameters: { id: 'a b' } });
    expect(findRoute('HEAD', '/things/7').route).to.equal(one);
  });

  it('takes a literal path for itself, never for a parameter of another: a verb it lacks is not allowed', () => {
    expect(findRoute('POST', '/things/upload').route).to.equal(upload);
    expect(findRoute('GET', '/things/upload')).to.deep.include({ route: null, allowed: ['POST'] });
  });

  it('knows no path by another spelling', () => {
    for (const path of ['/things/7/', '/Things/7', '//things/7', '/things', '/things/%']) {
      expect(findRoute('PUT', path).route, path).to.equal(null);
    }
  });
});
