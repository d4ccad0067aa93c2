import type { Owner } from '../documents/document.ts';

/** Who is calling: whose library it is, and which key its limits and budgets count on. */
export type Caller = {
  readonly owner: Owner;
  readonly subject: 'user' | 'ip';
  /** `user:{id}` or `ip:{address}`. */
  readonly key: string;
};
