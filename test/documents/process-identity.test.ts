import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import {
  createProcessIdentity,
  hasEnded,
  isProcessIdentity,
  shareKernel,
  sharePids,
} from '../../src/documents/process-identity.ts';

describe('process identity', () => {
  const own = createProcessIdentity();
  const [place = '', pid, start, random] = own.split('~');
  const identity = (over: { place?: string; pid?: number; start?: string }) =>
    [over.place ?? place, over.pid ?? pid, over.start ?? start, random].join('~');

  it('is safe in file names, and known by its form', () => {
    expect(own).to.match(/^[\w.~-]+$/);
    expect([own, 'lost+found', 'host~1~1~not-ours'].map(isProcessIdentity)).to.deep.equal([true, false, false]);
  });

  it('takes itself and a running process for alive', async () => {
    expect(hasEnded(own, own)).to.equal(false);
    expect(hasEnded(identity({ pid: process.ppid, start: '0' }), own)).to.equal(false);
  });

  it('takes a process for ended once it has', async () => {
    const child = spawn('true');
    await once(child, 'exit');

    expect(hasEnded(identity({ pid: child.pid as number }), own)).to.equal(true);
  });

  it('takes an earlier process with the pid of a running one for ended', () => {
    expect(hasEnded(identity({ pid: process.ppid, start: '1' }), own)).to.equal(true);
    expect(hasEnded(createProcessIdentity(), own), 'our own pid, before a restart').to.equal(true);
  });

  it('tells whose pids and whose locks it can judge', () => {
    const container = identity({ place: place.replace(/\d+$/, '1') });
    const machine = identity({ place: `elsewhere.${place.split('.')[1]}` });

    expect([own, container, machine].map((other) => sharePids(other, own))).to.deep.equal([true, false, false]);
    expect([own, container, machine].map((other) => shareKernel(other, own))).to.deep.equal([true, true, false]);
  });
});
