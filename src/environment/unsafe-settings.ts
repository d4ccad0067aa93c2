import type { Limit } from '../limits/limiter.ts';
import { LOCAL_MODEL } from '../llm/model-name.ts';

export type SafetySettings = {
  readonly AUTH_REQUIRED: boolean;
  readonly JWT_SECRET?: string | undefined;
  readonly METRICS_TOKEN?: string | undefined;
  readonly LLM_MODEL: string;
  readonly EMBEDDING_MODEL: string;
  readonly LLM_TOKEN_LIMIT_GLOBAL: readonly Limit[];
  readonly LLM_COST_LIMIT_GLOBAL: readonly Limit[];
};

type Fault = { readonly variable: keyof SafetySettings; readonly message: string };

/** RFC 7518, 3.2: an HS256 key has at least the 256 bits of its hash. */
const SECRET_MIN_BYTES = 32;
/** Of random letters and digits twelve have 70 bits, beyond guessing over HTTP. */
const TOKEN_MIN_BYTES = 12;
/** Any of these bounds what strangers can spend at a provider. */
const SPENDING_BOUNDS = ['AUTH_REQUIRED', 'LLM_TOKEN_LIMIT_GLOBAL', 'LLM_COST_LIMIT_GLOBAL'] as const;

/** What the start refuses in production, and warns of elsewhere: each with its variable, and never a value. */
export function unsafeSettings(settings: SafetySettings): Fault[] {
  return [
    ...tooShort(settings, 'JWT_SECRET', SECRET_MIN_BYTES),
    ...tooShort(settings, 'METRICS_TOKEN', TOKEN_MIN_BYTES),
    ...unboundSpending(settings),
  ];
}

function tooShort(settings: SafetySettings, variable: 'JWT_SECRET' | 'METRICS_TOKEN', minBytes: number): Fault[] {
  const secret = settings[variable];
  if (secret === undefined || Buffer.byteLength(secret.trim()) >= minBytes) return [];
  return [{ variable, message: `is shorter than ${minBytes} bytes: it can be guessed` }];
}

function unboundSpending(settings: SafetySettings): Fault[] {
  const { AUTH_REQUIRED, LLM_TOKEN_LIMIT_GLOBAL, LLM_COST_LIMIT_GLOBAL } = settings;
  if (AUTH_REQUIRED || LLM_TOKEN_LIMIT_GLOBAL.length > 0 || LLM_COST_LIMIT_GLOBAL.length > 0) return [];
  const models = (['LLM_MODEL', 'EMBEDDING_MODEL'] as const).filter((name) => isPaid(settings[name]));
  const message = `is paid for by you, and asked by whoever reaches the port: set ${SPENDING_BOUNDS.join(' or ')}`;
  return models.map((variable) => ({ variable, message }));
}

function isPaid(model: string): boolean {
  return model !== '' && model !== LOCAL_MODEL;
}
