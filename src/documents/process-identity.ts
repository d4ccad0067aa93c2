import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Names a running process so that another one can tell later whether it still lives: `place~pid~start~random`, safe in
 * file names. `start` tells a process from a later one with the same pid (Linux; else 0).
 */
export function createProcessIdentity(): string {
  return [placeOf(), process.pid, startOf(process.pid), randomUUID()].join('~');
}

const IDENTITY = /^[\w.-]+~\d+~\d+~[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** True for what `createProcessIdentity` makes, here or elsewhere. */
export function isProcessIdentity(name: string): boolean {
  return IDENTITY.test(name);
}

/** Whether both count their pids alike, so that one can tell of the other's. */
export function sharePids(identity: string, own: string): boolean {
  return identity.split('~')[0] === own.split('~')[0];
}

/** Whether both run on one kernel, if in different containers, so that one sees the other's locks on files. */
export function shareKernel(identity: string, own: string): boolean {
  return /^[^.~]*/.exec(identity)?.[0] === /^[^.~]*/.exec(own)?.[0];
}

/** True when the named process, which shares its pids with our own, has ended. */
export function hasEnded(identity: string, own: string): boolean {
  const [, pid, start] = identity.split('~');
  const [, ownPid] = own.split('~');
  if (identity === own || !pid) return false;
  return pid === ownPid || !isRunning(Number(pid)) || (start !== '0' && startOf(Number(pid)) !== start);
}

/**
 * Where a pid means what it says: the boot of a kernel and a pid namespace of it, `boot.namespace`. The name of the host
 * tells neither: containers on the host's network all have it, and pid 1. Elsewhere than on Linux there is nothing better.
 */
function placeOf(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return `${boot}.${readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '')}`;
  } catch {
    return hostname().replaceAll(/[^\w-]/g, '_');
  }
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
