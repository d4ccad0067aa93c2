import { errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from 'jose';
import { AppError } from '../../errors.ts';
import type { Verified, VerifyToken } from './claims.ts';
import { invalidToken } from './invalid-token.ts';
import { rememberTokens } from './known-tokens.ts';
import { type PublicKeysDeps, publicKeys } from './public-keys.ts';

export type TokenRules = {
  /** HS256 secret, or undefined: no token of that kind verifies. */
  secret: string | undefined;
  /** Where the public keys of asymmetric tokens are, or undefined: likewise. */
  jwksUrl: string | undefined;
  issuer: string | undefined;
  audience: string | undefined;
};

const SUB_MAX_CHARS = 256;
/** Public-key algorithms only. HS256 is never verified with a key set: anybody could sign with its public keys as the secret. */
const ASYMMETRIC = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');

/** Each kind of token is checked by its own kind of key; the token's header chooses neither. */
export function createVerifyToken(
  { secret, jwksUrl, issuer, audience }: TokenRules,
  deps: PublicKeysDeps,
): VerifyToken {
  const rules: JWTVerifyOptions = { requiredClaims: ['exp', 'sub'] };
  if (issuer !== undefined) rules.issuer = issuer;
  if (audience !== undefined) rules.audience = audience;
  const checks: ((token: string) => Promise<JWTPayload>)[] = [];
  if (secret !== undefined) {
    const key = new TextEncoder().encode(secret);
    checks.push(async (token) => (await jwtVerify(token, key, { ...rules, algorithms: ['HS256'] })).payload);
  }
  if (jwksUrl !== undefined) {
    const keys = publicKeys(jwksUrl, deps);
    checks.push((token) => verifiedByAny(token, keys, { ...rules, algorithms: ASYMMETRIC }));
  }
  return rememberTokens(verifyToken);

  async function verifyToken(token: string): Promise<Verified> {
    let failure: unknown;
    for (const check of checks)
      try {
        return verified(await check(token));
      } catch (cause) {
        failure = cause;
        if (!(cause instanceof errors.JOSEAlgNotAllowed)) break;
      }
    if (failure instanceof AppError) throw failure;
    throw invalidToken(failure);
  }
}

function verified({ sub, exp = 0, is_anonymous }: JWTPayload): Verified {
  if (typeof sub !== 'string' || sub === '' || sub.length > SUB_MAX_CHARS || !sub.isWellFormed()) throw invalidToken();
  return { claims: { sub, isAnonymous: is_anonymous === true }, expiresMs: exp * 1000 };
}

/** A token without a key id may fit several keys of a set: one of them has to verify it. */
async function verifiedByAny(token: string, keys: JWTVerifyGetKey, rules: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keys, rules)).payload;
  } catch (failure) {
    if (!(failure instanceof errors.JWKSMultipleMatchingKeys)) throw failure;
    for await (const key of failure)
      try {
        return (await jwtVerify(token, key, rules)).payload;
      } catch (next) {
        if (!(next instanceof errors.JWSSignatureVerificationFailed)) throw next;
      }
    throw failure;
  }
}
