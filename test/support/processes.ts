import { readdirSync, readFileSync } from 'node:fs';

/** A process and all its descendants, by /proc. */
export function processTree(pid: number): number[] {
  const tree = [pid];
  for (let at = 0; at < tree.length; at++) tree.push(...childrenOf(tree[at] as number));
  return tree;
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1').trim().split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return []; // it has just ended
  }
}

/** Resident memory of a process, bytes; 0 once it is gone. */
export function residentBytesOf(pid: number): number {
  try {
    return Number(/^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** The most that a process and its descendants held at one time, sampled; stop it. */
export function watchMemory(pid: number) {
  let peakBytes = 0;
  const nowBytes = () => processTree(pid).reduce((sum, one) => sum + residentBytesOf(one), 0);
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, nowBytes());
  }, 50);
  return { nowBytes, peakBytes: () => peakBytes, stop: () => clearInterval(timer) };
}

/** True while a process exists and is no zombie. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
}
