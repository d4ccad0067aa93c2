import { expect } from 'chai';
import { fromOperation, type OperationDeps } from '../../src/http/from-operation.ts';
import { operationRoutes } from '../../src/http/routes.ts';

/** What has a limit of its own; everything else counts under `default`. */
const POLICIES: Readonly<Record<string, string>> = {
  upload: 'upload',
  ask: 'query',
  ask_enhanced: 'query',
  search: 'query',
};

describe('the table of routes', () => {
  for (const row of operationRoutes)
    it(`binds ${row.method} ${row.path} as it is, under the limit of its operation`, () => {
      const { method, path, policy } = fromOperation(row, { uploadMaxBytes: 1 } as OperationDeps);

      expect({ method, path, policy }).to.deep.equal({
        method: row.method,
        path: row.path,
        policy: POLICIES[row.operation.name] ?? 'default',
      });
    });
});
