import { parseArgs } from 'node:util';
import { SignJWT } from 'jose';
import { parseConfig } from '../config.ts';

const USAGE = `npm run -s token -- --sub NAME [--anonymous] [--expires-in-seconds 3600]

Prints a bearer token that the service accepts when it runs with the same JWT_SECRET (32 bytes or more), from the
environment or .env. Send it as: curl -H "Authorization: Bearer TOKEN" localhost:8000/api/v1/usage`;

try {
  console.log(await mint());
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`);
  process.exitCode = 2;
}

async function mint(): Promise<string> {
  const { values } = parseArgs({
    options: {
      sub: { type: 'string' },
      anonymous: { type: 'boolean', default: false },
      'expires-in-seconds': { type: 'string', default: '3600' },
    },
  });
  const { secret, issuer, audience } = parseConfig(process.env).tokens;
  const seconds = Number(values['expires-in-seconds']);
  if (!values.sub) throw new Error('--sub is missing: the name of whom the token is for.');
  if (!secret) throw new Error('JWT_SECRET is not set: there is nothing to sign with.');
  if (!Number.isSafeInteger(seconds) || seconds < 1) throw new Error('--expires-in-seconds has to be a whole number.');
  const token = new SignJWT(values.anonymous ? { is_anonymous: true } : {})
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(values.sub)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + seconds);
  if (issuer) token.setIssuer(issuer);
  if (audience) token.setAudience(audience);
  return token.sign(new TextEncoder().encode(secret));
}
