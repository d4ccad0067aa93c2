import { expect } from 'chai';
import { openPostgresStore } from '../../../src/documents/postgres/postgres-store.ts';
import { failure } from '../../support/failure.ts';
import { POSTGRES_PASSWORD, sharedPostgres } from '../../support/postgres.ts';
import { runToExit } from '../../support/run-to-exit.ts';

/** A port on which nobody listens. */
const NOBODY = 'postgres://docent:ein-geheimes-Wort@127.0.0.1:1/docent';

describe('a start without its PostgreSQL', () => {
  const opened = (url: string, startsWithinMs = 0) =>
    failure(openPostgresStore({ url, maxConnections: 2, storageMaxBytes: 1000, startsWithinMs }));

  it('waits a while for one that is not there yet, then says so', async () => {
    const from = performance.now();
    const error = await opened(NOBODY, 600);

    expect(error).to.have.property('message', 'it cannot be reached (ECONNREFUSED)');
    expect(performance.now() - from).to.be.at.least(600);
  });

  it('says at once what no waiting mends', async () => {
    const postgres = await sharedPostgres();
    const url = await postgres.createDatabase();

    expect(await opened(url.replace(POSTGRES_PASSWORD, 'wrong'), 60_000)).to.have.property(
      'message',
      'the user or password is not accepted',
    );
    expect(await opened(`${url}_none`, 60_000)).to.have.property('message', 'there is no such database');
  });

  it('stops the process with the name of the variable, and shows nothing of the URL', async () => {
    const postgres = await sharedPostgres();
    const url = `${await postgres.createDatabase()}_none`;

    const { code, stdout, stderr } = await runToExit({ DATABASE_URL: url });
    const output = stdout + stderr;

    expect(code).to.equal(1);
    expect(output).to.contain('DATABASE_URL cannot be used: there is no such database');
    expect(output).to.not.contain(POSTGRES_PASSWORD);
    expect(output).to.not.contain('127.0.0.1');
  });

  it('refuses what is no URL of a PostgreSQL, by its variable alone', async () => {
    for (const url of ['http://db/planted', 'postgres://', 'planted']) {
      const { code, stdout, stderr } = await runToExit({ DATABASE_URL: url });

      expect(code).to.equal(1);
      expect(stderr).to.contain('DATABASE_URL must be a postgres:// URL');
      expect(stdout + stderr).to.not.contain('planted');
    }
  });
});
