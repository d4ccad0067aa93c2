import { z } from 'zod';
import type { PolicyName } from '../limits/request-policies.ts';
import { tools } from './tools.ts';

const toolCall = z.object({
  method: z.literal('tools/call'),
  params: z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()).default({}) }),
});

/** The request limit that a message counts on: its tool's own where its arguments are good, else `default`. */
export function messagePolicy(message: unknown): PolicyName {
  const { data: call } = toolCall.safeParse(message);
  const tool = call && tools.get(call.params.name);
  return tool?.input.safeParse(call?.params.arguments).success ? tool.policy : 'default';
}

/** Whether a message calls an existing tool: only then can a denied call be answered by a tool result. */
export function callsTool(message: unknown): boolean {
  const { data: call } = toolCall.safeParse(message);
  return call !== undefined && tools.has(call.params.name);
}
