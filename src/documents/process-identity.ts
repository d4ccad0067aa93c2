import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Names a running process so that another one on the same host can tell later whether it still lives:
 * `host~pid~start~random`, safe in file names. `start` tells a process from a later one with the same pid (Linux; else 0).
 */
export function createProcessIdentity(): string {
  return [hostname().replaceAll(/[^\w.-]/g, '_'), process.pid, startOf(process.pid), randomUUID()].join('~');
}

const IDENTITY = /^[\w.-]+~\d+~\d+~[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** True for what `createProcessIdentity` makes, here or elsewhere. */
export function isProcessIdentity(name: string): boolean {
  return IDENTITY.test(name);
}

export function isOfOtherHost(identity: string, own: string): boolean {
  return identity.split('~')[0] !== own.split('~')[0];
}

/** True only when the named process is known to have ended; a process of another host never is. */
export function isDead(identity: string, own: string): boolean {
  if (identity === own) return false;
  const [, pid, start] = identity.split('~');
  const [, ownPid] = own.split('~');
  if (isOfOtherHost(identity, own) || !pid) return false;
  return pid === ownPid || !isRunning(Number(pid)) || (start !== '0' && startOf(Number(pid)) !== start);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // it runs, and is another user's
  }
}

/** The start time of a process in clock ticks since the host booted, from proc(5); 0 where that cannot be read. */
function startOf(pid: number): string {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[19] ?? '0';
  } catch {
    return '0';
  }
}
