import type { LimitName } from '../errors.ts';
import type { Limit, Policy } from './limiter.ts';

export const POLICY_NAMES = ['query', 'upload', 'default'] as const satisfies readonly LimitName[];
export type PolicyName = (typeof POLICY_NAMES)[number];
export type RequestPolicy = Policy & { readonly name: PolicyName };
export type RequestPolicies = Readonly<Record<PolicyName, RequestPolicy>>;

export type RequestLimits = { readonly enabled: boolean } & Readonly<Record<PolicyName, readonly Limit[]>>;

/** The request limits of the service by name; null where they are off. All ways to ask share `query`: it protects the bill. */
export function requestPolicies({ enabled, ...limits }: RequestLimits): RequestPolicies | null {
  const policy = (name: PolicyName): RequestPolicy => ({ name, spends: 'calls', limits: limits[name] });
  return enabled ? { query: policy('query'), upload: policy('upload'), default: policy('default') } : null;
}
