import type { Embed } from './embed.ts';
import type { Generate } from './generate.ts';
import type { ProviderName } from './model-name.ts';

/** Where a provider is reached, and with which key. Nothing here is ever logged. */
export type Access = { readonly baseUrl: string | undefined; readonly apiKey: string | undefined };
export type ProviderAccess = Readonly<Record<ProviderName, Access>>;

/** How one provider serves its models. */
export type Provider = {
  generate(model: string, access: Access): Generate;
  /** Null: it serves no embedding models. */
  readonly embed: ((model: string, access: Access) => Embed) | null;
};
