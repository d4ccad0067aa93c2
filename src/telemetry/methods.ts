export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', '_OTHER'];

/** The verb as metrics and spans name it: callers invent others without end. */
export function methodOf(method: string): string {
  return METHODS.includes(method) ? method : '_OTHER';
}
