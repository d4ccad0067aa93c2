import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { createProcessIdentity, isDead } from '../../src/documents/process-identity.ts';

describe('process identity', () => {
  const own = createProcessIdentity();
  const [host, pid, start, random] = own.split('~');
  const identity = (over: { host?: string; pid?: number; start?: string }) =>
    [over.host ?? host, over.pid ?? pid, over.start ?? start, random].join('~');

  it('is safe in file names', () => {
    expect(own).to.match(/^[\w.~-]+$/);
  });

  it('takes itself and a running process for alive', async () => {
    expect(isDead(own, own)).to.equal(false);
    expect(isDead(identity({ pid: process.ppid, start: '0' }), own)).to.equal(false);
  });

  it('takes a process for dead once it has ended', async () => {
    const child = spawn('true');
    await once(child, 'exit');

    expect(isDead(identity({ pid: child.pid as number }), own)).to.equal(true);
  });

  it('takes an earlier process with the pid of a running one for dead', () => {
    expect(isDead(identity({ pid: process.ppid, start: '1' }), own)).to.equal(true);
    expect(isDead(createProcessIdentity(), own), 'our own pid, before a restart').to.equal(true);
  });

  it('never judges a process of another host, or what is no identity', () => {
    expect(isDead(identity({ host: 'elsewhere', pid: 999_999 }), own)).to.equal(false);
    expect(isDead('lost+found', own)).to.equal(false);
  });
});
