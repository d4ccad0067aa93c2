/** What a verified token says of its bearer. */
export type Claims = { readonly sub: string; readonly isAnonymous: boolean };

/** `expiresMs`: epoch milliseconds, from which on the token verifies no more. */
export type Verified = { readonly claims: Claims; readonly expiresMs: number };

/** Of one token the same object for a while. @throws AppError `invalid_token`; `overloaded` when the key set cannot be read, since then the token is not at fault. */
export type VerifyToken = (token: string) => Promise<Claims>;
