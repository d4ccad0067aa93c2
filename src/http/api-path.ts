/** True for every path where callers are told apart: the versioned API, also what no route serves there, and /mcp. */
export function isApiPath(path: string): boolean {
  return path === '/mcp' || path === '/api/v1' || path.startsWith('/api/v1/');
}
