/** A model's reply that is a JSON array, in a code fence or bare; empty where it is anything else. */
export function jsonArrayIn(reply: string): unknown[] {
  const bare = reply.trim().replace(/^```(?:json)?(.*)```$/s, '$1');
  try {
    const parsed: unknown = JSON.parse(bare);
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return []; // it was asked for JSON and said something else
  }
}
