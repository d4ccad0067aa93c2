import { z } from 'zod';
import type { Limit } from '../limits/limiter.ts';
import { LIMIT_GRAMMAR, parseDollarLimits, parseLimits } from '../limits/notation.ts';
import { type Prices, parsePrices } from '../limits/prices.ts';
import { parseNetwork } from '../network.ts';

export function text(fallback: string) {
  return z.string().default(fallback);
}

export function optional() {
  return z.string().optional();
}

/** Like `optional`; marks what must never reach a log line, error, metric or span. */
export function secret() {
  return z
    .string()
    .refine((value) => value.trim() !== '', 'must be more than white space')
    .optional();
}

/** Where a secret lies that is not in the environment: see secret-files.ts. */
export function secretFile(name: string) {
  return optional().describe(`File that holds \`${name}\` instead`);
}

export function url() {
  return z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).optional();
}

export function list() {
  return z
    .string()
    .transform((value) =>
      value
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== ''),
    )
    .default([]);
}

export function origins() {
  const sound = /^(\*|[a-z][a-z0-9+.-]*:\/\/[^\s/?#@]+)$/i;
  return list().refine((all) => all.every((origin) => sound.test(origin)), {
    error: 'must be origins such as https://app.example:8443, comma-separated, or *',
  });
}

/** Lower case, without the dot that may end them. */
export function hosts() {
  const sound = /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/;
  return list()
    .transform((names) => names.map((name) => name.toLowerCase().replace(/\.$/, '')))
    .refine((names) => names.every((name) => sound.test(name)), {
      error: 'must be host names such as docs.example, without scheme and port, comma-separated',
    });
}

/** Comma-separated; a secret, since URLs hold passwords. */
export function redisUrls() {
  const sound = (url: string) => URL.canParse(url) && /^rediss?:$/.test(new URL(url).protocol);
  return list().refine((urls) => urls.every(sound), 'must be redis:// or rediss:// URLs, comma-separated');
}

/** A secret, since it holds a password. */
export function databaseUrl() {
  const sound = (url: string) => URL.canParse(url) && /^postgres(ql)?:\/\/[^/]/.test(url);
  return z.string().refine(sound, 'must be a postgres:// URL').optional();
}

/** `s3://bucket/prefix?endpoint=…&region=…`; credentials have no place in it. */
export function blobUrl() {
  const error =
    'must be s3://bucket/prefix, with ?endpoint= (an http(s) URL) and ?region= if need be, without credentials';
  return z
    .string()
    .transform((value, { addIssue }) => {
      const bucket = parseBlobUrl(value);
      if (!bucket) addIssue(error);
      return bucket ?? { bucket: '', prefix: '', endpoint: undefined, region: undefined };
    })
    .optional();
}

function parseBlobUrl(value: string) {
  const url = URL.parse(value);
  const { endpoint, region, ...unknown } = Object.fromEntries(url?.searchParams ?? []);
  if (url?.protocol !== 's3:' || !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(url.host)) return null;
  const isHttp = endpoint === undefined || /^https?:$/.test(URL.parse(endpoint)?.protocol ?? '');
  if (url.username || url.password || url.hash || Object.keys(unknown).length > 0 || !isHttp) return null;
  const path = decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, '');
  return { bucket: url.host, prefix: path && `${path}/`, endpoint, region };
}

/** Limits in the notation of limits/notation.ts. */
export function limits(fallback: string) {
  return parsedLimits(parseLimits, `must be limits: ${LIMIT_GRAMMAR}`).prefault(fallback);
}

/** Limits that are not kept by default. */
export function noLimits() {
  return parsedLimits(parseLimits, `must be limits: ${LIMIT_GRAMMAR}`).default([]);
}

/** Limits of US dollars, in nano-dollars; not kept by default. */
export function dollarLimits() {
  const error = `must be US dollars with up to nine decimals a window, such as 2.50/day; the grammar is ${LIMIT_GRAMMAR}`;
  return parsedLimits(parseDollarLimits, error).default([]);
}

function parsedLimits(parse: (text: string) => readonly Limit[] | null, error: string) {
  return z.string().transform((text, { addIssue }) => {
    const parsed = parse(text);
    if (!parsed) addIssue(error);
    return parsed ?? [];
  });
}

/** US dollars per million tokens, by model. */
export function prices() {
  return z
    .string()
    .transform((text, { addIssue }) => {
      const parsed = parsePrices(text);
      if (!parsed)
        addIssue(
          'must be JSON: {"openai:MODEL": {"input": 2.5, "output": 10, "cached_input": 1.25, "cache_write": 2.5}}, US dollars per million tokens, the last two optional',
        );
      return parsed ?? (new Map() as Prices);
    })
    .prefault('');
}

/** Comma-separated CIDR blocks, IPv4-mapped ones unwrapped; an address alone is a block of one. */
export function networks() {
  return list().transform((blocks, { addIssue }) =>
    blocks.flatMap((block) => {
      const network = parseNetwork(block);
      if (network?.[1] === 0) addIssue('must not hold everybody: a block of /0 lets any caller choose its address');
      if (!network) addIssue('must be CIDR blocks such as 10.0.0.0/8 or 2001:db8::/32, comma-separated');
      return network ? [network] : [];
    }),
  );
}

export function flag(fallback: boolean) {
  const values: Record<string, boolean> = {
    true: true,
    yes: true,
    on: true,
    '1': true,
    false: false,
    no: false,
    off: false,
    '0': false,
  };
  const error = 'must be true, yes, on, 1 or false, no, off, 0';
  return z
    .string()
    .transform((value) => values[value.trim().toLowerCase()])
    .pipe(z.boolean({ error }))
    .default(fallback);
}

export function oneOf<const T extends string>(values: readonly T[], fallback: NoInfer<T>) {
  return z.enum(values, { error: `must be one of ${values.join(', ')}` }).default(fallback as never);
}

export function whole(fallback: number, min: number, max = Number.MAX_SAFE_INTEGER) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,16}$/, { error, abort: true })
    .transform(Number)
    .pipe(z.number().min(min, { error }).max(max, { error }))
    .default(fallback);
}

export function decimal(fallback: number, min: number, max: number) {
  const error = `must be a number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}(\.\d{1,9})?$/, { error, abort: true })
    .transform(Number)
    .pipe(z.number().min(min, { error }).max(max, { error }))
    .default(fallback);
}
