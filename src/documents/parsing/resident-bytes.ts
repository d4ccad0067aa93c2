import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Resident memory of a process, bytes; null once it is gone, or where the system does not tell (Windows). */
export async function residentBytes(pid: number): Promise<number | null> {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

/** Read at once: the kernel answers from memory, and a queue of file work must not hold the watchdog up. */
function fromProc(pid: number): number | null {
  try {
    return kibibytes(/^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]);
  } catch {
    return null;
  }
}

async function fromPs(pid: number): Promise<number | null> {
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return kibibytes(stdout.trim() || undefined);
}

function kibibytes(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits) * 1024;
}
