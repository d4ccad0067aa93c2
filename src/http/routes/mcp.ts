import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { z } from 'zod';
import { AppError, type ErrorCode } from '../../errors.ts';
import { callsTool, messagePolicy } from '../../mcp/message-policy.ts';
import type { AnswerMcp } from '../../mcp/server.ts';
import type { Services } from '../../operations/scope.ts';
import { errorAnswer } from '../error-body.ts';
import { scopeOf } from '../from-operation.ts';
import { forbiddenOrigin, isSameHost } from '../open-door.ts';
import type { EndpointDescription } from '../openapi/document.ts';
import { errorSchema } from '../openapi/error-schema.ts';
import type { Context, Route } from '../state.ts';
import { jsonBody } from '../wire/json-body.ts';

export type McpDeps = { services: Services; answerMcp: AnswerMcp; corsOrigins: readonly string[] };

const jsonRpc = z.looseObject({ jsonrpc: z.literal('2.0') }, { error: 'must be one JSON-RPC message' });

const errors = (...codes: ErrorCode[]) => ({
  description: codes.map((code) => `\`${code}\``).join(', '),
  content: { 'application/json': { schema: z.union([...codes.map(errorSchema), jsonRpc]) } },
});

export const mcpEndpoint = {
  method: 'POST',
  path: '/mcp',
  summary: 'The Model Context Protocol: the operations as tools for agents, one JSON-RPC message a request',
  security: [{ bearer: [] }, {}],
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: jsonRpc.meta({ examples: [{ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }] }),
      },
    },
  },
  responses: {
    200: {
      description: 'The answer; a denied call of a tool is one too, with `isError`',
      content: {
        'application/json': { schema: jsonRpc.meta({ examples: [{ jsonrpc: '2.0', id: 1, result: {} }] }) },
        'text/event-stream': { schema: { type: 'string' } },
      },
    },
    202: { description: 'A notification was taken' },
    400: errors('malformed_json', 'malformed_request'),
    401: errors('unauthorized', 'invalid_token'),
    403: errors('forbidden_origin'),
    404: errors('not_found'),
    406: errors('malformed_request'),
    413: errors('payload_too_large'),
    415: errors('unsupported_media_type'),
    421: errors('misdirected_request'),
    422: errors('invalid_request'),
    429: errors('rate_limited'),
    500: errors('internal'),
    503: errors('overloaded', 'shutting_down'),
  },
} as const satisfies EndpointDescription;

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
      const denied = await spend(ctx, message);
      const scope = scopeOf(services, ctx);
      const call = { scope, denied, errorBody: (failure: unknown) => errorBodyOf(ctx, failure) };
      await send(ctx, await answerMcp(webRequest(ctx, scope.signal), message, call));
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
async function spend(ctx: Context, message: unknown): Promise<AppError | null> {
  try {
    await ctx.state.spendCall?.(messagePolicy(message));
    return null;
  } catch (failure) {
    if (failure instanceof AppError && callsTool(message)) return failure;
    throw failure;
  }
}

function errorBodyOf(ctx: Context, failure: unknown) {
  if (!(failure instanceof AppError)) ctx.app.emit('error', failure, ctx);
  return errorAnswer(failure, ctx.state.requestId).body;
}

/** The request as the web's interface has it, without its body, which has been read, and without credentials. */
function webRequest(ctx: Context, signal: AbortSignal): Request {
  const headers = Object.entries(ctx.headers).filter(([name]) => /^(accept|content-type|mcp-.*)$/.test(name));
  return new Request('http://localhost/mcp', { method: 'POST', headers: headers as [string, string][], signal });
}

async function send(ctx: Context, response: Response): Promise<void> {
  const type = response.headers.get('content-type') ?? '';
  ctx.body = null; // Koa would write the status in words
  ctx.status = response.status;
  if (type === '') return;
  ctx.body = type.startsWith('application/json')
    ? await response.text()
    : Readable.fromWeb(response.body as ReadableStream);
  ctx.type = type;
}
