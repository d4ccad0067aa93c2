import { AppError } from '../../errors.ts';
import type { AnswerMcp } from '../../mcp/server.ts';
import { policyOf, type ToolCall, toolCallIn } from '../../mcp/tool-call.ts';
import type { Services } from '../../operations/scope.ts';
import { errorAnswer } from '../error-body.ts';
import { forbiddenOrigin, isSameHost } from '../foreign-pages.ts';
import { scopeOf } from '../from-operation.ts';
import type { Context, Route } from '../state.ts';
import { jsonBody } from '../wire/json-body.ts';
import { sendWebResponse, webRequest } from '../wire/mcp-exchange.ts';
import { jsonRpc } from './mcp-endpoint.ts';

export type McpDeps = { services: Services; answerMcp: AnswerMcp; corsOrigins: readonly string[] };

/**
 * The operations as tools for agents. What a message counts on is known once it has been read, since it names the tool; what
 * cannot be read counts under `default`. A denied call of a tool is answered by the protocol, as its result.
 */
export function mcpRoute({ services, answerMcp, corsOrigins }: McpDeps): Route {
  return {
    method: 'POST',
    path: '/mcp',
    policy: 'by_message',
    async handle(ctx) {
      requireOwnOrigin(ctx, corsOrigins);
      const message = await jsonBody(ctx, jsonRpc);
      const toolCall = toolCallIn(message);
      const denied = await spend(ctx, toolCall);
      const scope = scopeOf(services, ctx);
      const call = { scope, toolCall, denied, errorBody: (failure: unknown) => errorBodyOf(ctx, failure) };
      await sendWebResponse(ctx, await answerMcp(webRequest(ctx, scope.signal), message, call));
    },
  };
}

/** A page of another site must not call tools with what its visitor's browser can reach (MCP, "Security Warning"). */
function requireOwnOrigin(ctx: Context, corsOrigins: readonly string[]): void {
  const origin = ctx.get('Origin');
  const listed = corsOrigins.includes('*') || corsOrigins.includes(origin);
  if (origin !== '' && !listed && !isSameHost(origin, ctx.get('Host'))) throw forbiddenOrigin();
}

/** Why the tool that the message calls may not run; null: it may. @throws AppError `rate_limited` of any other message. */
async function spend(ctx: Context, toolCall: ToolCall | null): Promise<AppError | null> {
  try {
    await ctx.state.spendCall?.(policyOf(toolCall));
    return null;
  } catch (failure) {
    if (failure instanceof AppError && toolCall) return failure;
    throw failure;
  }
}

function errorBodyOf(ctx: Context, failure: unknown) {
  if (!(failure instanceof AppError)) ctx.app.emit('error', failure, ctx);
  return errorAnswer(failure, ctx.state.requestId).body;
}
