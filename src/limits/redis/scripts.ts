import { readFileSync } from 'node:fs';

/** What Redis runs. The first line makes Redis 7 refuse a script as a whole where it cannot write. */
export const SCRIPTS = {
  take: script('take.lua'),
  reserve: script('reserve.lua'),
  settle: script('settle.lua'),
};

function script(name: string): string {
  return `#!lua\n${read('window.lua')}\n${read(name)}`;
}

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}
