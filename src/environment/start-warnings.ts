import { parseAddress } from '../network.ts';
import { unknownPrices } from './budget-faults.ts';
import { unsafeSettings } from './unsafe-settings.ts';
import type { Environment } from './variables.ts';

/** What an operator should know of this configuration; `address`: where the service listens. */
export function startWarnings(environment: Environment, address: string): string[] {
  const warnings = unsafeSettings(environment).map(({ variable, message }) => `${variable} ${message}`);
  if (environment.JWT_JWKS_URL?.startsWith('http:'))
    warnings.push('JWT_JWKS_URL is not https: whoever is in between can sign tokens');
  for (const model of unknownPrices(environment))
    warnings.push(`LLM_PRICES has a price for ${model}, which is not configured`);
  if (isReachable(environment, address) && !environment.AUTH_REQUIRED)
    warnings.push(
      'AUTH_REQUIRED is off: whoever reaches the port may read and delete all documents that were uploaded without a token',
    );
  return warnings;
}

/** By others than this machine's own; in production something in front is taken for granted. */
function isReachable({ NODE_ENV }: Environment, address: string): boolean {
  return NODE_ENV === 'production' || parseAddress(address)?.range() !== 'loopback';
}
