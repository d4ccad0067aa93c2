import { SignJWT } from 'jose';

/** A bearer token of the kind that JWT_SECRET verifies, good for an hour unless `claims` say otherwise. */
export function token(
  claims: Record<string, unknown>,
  secret: string,
  header: { alg?: string; kid?: string } = {},
): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 3600;
  return new SignJWT({ exp, ...claims })
    .setProtectedHeader({ alg: 'HS256', ...header })
    .sign(new TextEncoder().encode(secret));
}
