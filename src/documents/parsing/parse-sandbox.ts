import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What this system can do to hold a parse child: the command that starts its program, and whether that takes the network away. */
export type ParseSandbox = { readonly launcher: readonly string[]; readonly network: 'denied' | 'open' };

/** The kernel ends the child with its parent, in the middle of a file too. */
const WITH_PARENT = ['setpriv', '--pdeathsig', 'KILL', '--no-new-privs', '--'];
/** Where the kernel cannot: an idle child ends with its pipe, and a busy one after this much CPU time, seconds. */
const CPU_LIMIT = ['/bin/sh', '-c', 'ulimit -t 120; exec "$@"', 'sh'];
/** An empty network of the child's own. Ids are not mapped, so that the program keeps no capability in it. */
const NO_NETWORK = ['unshare', '--user', '--net', '--'];

const STRICTEST_FIRST: readonly ParseSandbox[] = [
  { launcher: [...NO_NETWORK, ...WITH_PARENT], network: 'denied' },
  { launcher: WITH_PARENT, network: 'open' },
  { launcher: CPU_LIMIT, network: 'open' },
];

const TRIAL_MS = 5000;

/** Tries what this system allows, and takes the strictest. Most containers and some distributions refuse the network's. */
export function findParseSandbox(): ParseSandbox {
  const found = STRICTEST_FIRST.find(({ launcher: [command = '', ...rest] }) => {
    const { status } = spawnSync(command, [...rest, 'true'], { env: {}, stdio: 'ignore', timeout: TRIAL_MS });
    return status === 0;
  });
  if (!found) throw new Error('A parse child cannot be started: neither setpriv nor /bin/sh works here');
  return found;
}

/**
 * The command line of a Node program in the sandbox. Of the file system it may read our code, and nothing else; no
 * processes, threads, databases, add-ons or inspector, no code made of strings. Its heap stays below the watchdog's limit,
 * so that it collects garbage before it is taken for hostile.
 */
export function sandboxed({ launcher }: ParseSandbox, memoryMaxBytes: number): [string, ...string[]] {
  const packages = /^.*[\\/]node_modules(?=[\\/])/.exec(fileURLToPath(import.meta.resolve('unpdf')))?.[0] ?? '';
  const linked = fileURLToPath(new URL('../../../node_modules', import.meta.url)); // where packages are looked for, be it a link
  const code = [fileURLToPath(new URL('../', import.meta.url)), packages, linked];
  const manifest = fileURLToPath(new URL('../../../package.json', import.meta.url));
  const [command = process.execPath, ...rest] = [...launcher, process.execPath];
  return [
    command,
    ...rest,
    `--max-old-space-size=${Math.floor((memoryMaxBytes * 0.75) / 1024 / 1024)}`,
    '--disallow-code-generation-from-strings',
    '--permission', // --allow-worker would undo it: a thread is not held to it
    '--no-experimental-sqlite', // opens any file
    '--disable-sigusr1', // starts the inspector
    ...[...code, manifest].map((path) => `--allow-fs-read=${path}`),
    `--import=${new URL('./parse-seal.ts', import.meta.url)}`,
  ];
}
