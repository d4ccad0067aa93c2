import { z } from 'zod';
import { parseNetwork } from '../network.ts';

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
