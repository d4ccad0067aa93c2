import { z } from 'zod';

export function text(fallback: string) {
  return z.string().default(fallback);
}

export function optional() {
  return z.string().optional();
}

/** Like `optional`; marks what must never reach a log line, error, metric or span. */
export function secret() {
  return z
    .string()
    .refine((value) => value.trim() !== '', 'must be more than white space')
    .optional();
}

/** Where a secret lies that is not in the environment: see secret-files.ts. */
export function secretFile(name: string) {
  return optional().describe(`File that holds \`${name}\` instead`);
}

export function flag(fallback: boolean) {
  const values: Record<string, boolean> = {
    true: true,
    yes: true,
    on: true,
    '1': true,
    false: false,
    no: false,
    off: false,
    '0': false,
  };
  const error = 'must be true, yes, on, 1 or false, no, off, 0';
  return z
    .string()
    .transform((value) => values[value.trim().toLowerCase()])
    .pipe(z.boolean({ error }))
    .default(fallback);
}

export function oneOf<const T extends string>(values: readonly T[], fallback: NoInfer<T>) {
  return z.enum(values, { error: `must be one of ${values.join(', ')}` }).default(fallback as never);
}

export function whole(fallback: number, min: number, max = Number.MAX_SAFE_INTEGER) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,16}$/, { error, abort: true })
    .transform(Number)
    .pipe(z.number().min(min, { error }).max(max, { error }))
    .default(fallback);
}

export function decimal(fallback: number, min: number, max: number) {
  const error = `must be a number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}(\.\d{1,9})?$/, { error, abort: true })
    .transform(Number)
    .pipe(z.number().min(min, { error }).max(max, { error }))
    .default(fallback);
}
