import { readFileSync, statSync } from 'node:fs';

type Env = Readonly<Record<string, string>>;

/** No secret is longer; and what has no end, such as a device, is read by nobody. */
const FILE_MAX_BYTES = 64 * 1024;

/**
 * Reads each secret that lies in a file: `NAME_FILE` names the one that holds `NAME`, as Docker and Kubernetes mount them.
 * A line break at its end does not count. `faults` name variables, never a path or what a file holds.
 */
export function readSecretFiles(env: Env, names: readonly string[]): { env: Env; faults: string[] } {
  const read: Record<string, string> = {};
  const faults: string[] = [];
  for (const fileName of names.filter((name) => name.endsWith('_FILE'))) {
    const path = env[fileName];
    const name = fileName.slice(0, -'_FILE'.length);
    if (path === undefined) continue;
    if (env[name] !== undefined) faults.push(`${name} and ${fileName} are both set: set one of them`);
    else
      try {
        read[name] = contentOf(path);
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        faults.push(`${fileName} cannot be read: ${code ?? message}`);
      }
  }
  return { env: { ...env, ...read }, faults };
}

function contentOf(path: string): string {
  const { size } = requireFile(path);
  if (size > FILE_MAX_BYTES) throw new Error(`it holds more than ${FILE_MAX_BYTES} bytes`);
  const content = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  if (content === '') throw new Error('it is empty');
  return content;
}

function requireFile(path: string) {
  const file = statSync(path);
  if (!file.isFile()) throw new Error('it is no file');
  return file;
}
