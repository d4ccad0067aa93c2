/** `user:{sub}` of a verified token, or `public`. Part of every store call: there is no way to ask without one. */
export type Owner = 'public' | `user:${string}`;

/** Who is calling: the owner of the documents, and the key that limits and budgets count on. */
export type Caller = {
  /** `public`, or `user:{sub}` of any verified token, the `sub` percent-encoded outside `[A-Za-z0-9._-]`. */
  readonly owner: Owner;
  readonly subject: 'user' | 'ip';
  /** `user:{sub}` or `ip:{address}`: the composite key, at most 244 bytes; a digest ends a longer one. */
  readonly key: string;
};
