/**
 * The path and query that a request target names (RFC 9112, 3.2). A target may also be a whole URL, of whatever host;
 * one that is neither comes out as `*`, which names nothing here.
 */
export function originForm(sent: string): string {
  if (sent.startsWith('/') && !sent.includes('#')) return sent;
  const [target = ''] = sent.split('#'); // no target has a fragment, and Node's own parser stumbles over some
  if (target.startsWith('/')) return target;
  const afterHost = /^https?:\/\/[^/?]*(.*)$/is.exec(target)?.[1];
  if (afterHost === undefined || !URL.canParse(target)) return '*';
  return afterHost.startsWith('/') ? afterHost : `/${afterHost}`;
}

/** The host that a whole URL as target names, in place of the Host header (RFC 9112, 3.2.2); undefined: it is a path. */
export function hostOfTarget(target: string): string | undefined {
  return target.startsWith('/') ? undefined : URL.parse(target)?.host;
}
