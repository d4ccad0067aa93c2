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
const { JWT_SECRET, JWT_ISSUER, JWT_AUDIENCE } = parseConfig(process.env);
const seconds = Number(values['expires-in-seconds']);
if (!values.sub || !JWT_SECRET || !Number.isSafeInteger(seconds)) {
  console.error('Usage: JWT_SECRET=… npm run --silent token -- --sub NAME [--anonymous] [--expires-in-seconds 3600]');
  process.exit(2);
}
const token = new SignJWT(values.anonymous ? { is_anonymous: true } : {})
  .setProtectedHeader({ alg: 'HS256' })
  .setSubject(values.sub)
  .setIssuedAt()
  .setExpirationTime(Math.floor(Date.now() / 1000) + seconds);
if (JWT_ISSUER) token.setIssuer(JWT_ISSUER);
if (JWT_AUDIENCE) token.setAudience(JWT_AUDIENCE);
console.log(await token.sign(new TextEncoder().encode(JWT_SECRET)));
