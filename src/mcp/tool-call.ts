import { z } from 'zod';
import type { PolicyName } from '../limits/request-policies.ts';
import { type Tool, tools } from './tools.ts';

/** A call of a tool that exists, with its arguments exactly as they were sent: the SDK drops a field named `__proto__`. */
export type ToolCall = { readonly tool: Tool; readonly given: unknown };

const toolCall = z.object({
  method: z.literal('tools/call'),
  params: z.object({ name: z.string(), arguments: z.unknown() }),
});

/** The tool that a JSON-RPC message calls; null: none, or none that exists. */
export function toolCallIn(message: unknown): ToolCall | null {
  const { data: call } = toolCall.safeParse(message);
  const tool = call && tools.get(call.params.name);
  return tool ? { tool, given: call.params.arguments ?? {} } : null;
}

/** The request limit that a message counts on: its tool's own where its arguments are good, else `default`. */
export function policyOf(call: ToolCall | null): PolicyName {
  return call?.tool.input.safeParse(call.given).success ? call.tool.policy : 'default';
}
