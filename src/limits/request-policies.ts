import type { Limit, Policy } from './limiter.ts';

export const POLICY_NAMES = ['query', 'upload', 'default'] as const;
export type PolicyName = (typeof POLICY_NAMES)[number];
export type RequestPolicies = Readonly<Record<PolicyName, Policy>>;

export type RequestLimits = {
  readonly RATE_LIMIT_ENABLED: boolean;
  readonly RATE_LIMIT_QUERY: readonly Limit[];
  readonly RATE_LIMIT_UPLOAD: readonly Limit[];
  readonly RATE_LIMIT_DEFAULT: readonly Limit[];
};

/** The request limits of the service by name; null where they are off. Both ways to ask share `query`: it protects the bill. */
export function requestPolicies(limits: RequestLimits): RequestPolicies | null {
  if (!limits.RATE_LIMIT_ENABLED) return null;
  return {
    query: { name: 'query', spends: 'calls', limits: limits.RATE_LIMIT_QUERY },
    upload: { name: 'upload', spends: 'calls', limits: limits.RATE_LIMIT_UPLOAD },
    default: { name: 'default', spends: 'calls', limits: limits.RATE_LIMIT_DEFAULT },
  };
}
