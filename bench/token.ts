import { parseArgs } from 'node:util';
import { SignJWT } from 'jose';
import { parseConfig } from '../src/config.ts';

// npm run token -- --sub alice: prints a bearer token that the service accepts when it runs with the same environment.
const { values } = parseArgs({
  options: {
    sub: { type: 'string' },
    anonymous: { type: 'boolean', default: false },
    'expires-in-seconds': { type: 'string', default: '3600' },
  },
});
const { secret, issuer, audience } = parseConfig(process.env).tokens;
const seconds = Number(values['expires-in-seconds']);
if (!values.sub || !secret || !Number.isSafeInteger(seconds)) {
  console.error('Usage: JWT_SECRET=… npm run --silent token -- --sub NAME [--anonymous] [--expires-in-seconds 3600]');
  process.exit(2);
}
const token = new SignJWT(values.anonymous ? { is_anonymous: true } : {})
  .setProtectedHeader({ alg: 'HS256' })
  .setSubject(values.sub)
  .setIssuedAt()
  .setExpirationTime(Math.floor(Date.now() / 1000) + seconds);
if (issuer) token.setIssuer(issuer);
if (audience) token.setAudience(audience);
console.log(await token.sign(new TextEncoder().encode(secret)));
