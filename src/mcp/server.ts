import type { McpHttpHandler, McpServer, StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import type { z } from 'zod';
import type { AppError } from '../errors.ts';
import type { Scope } from '../operations/scope.ts';
import { validate } from '../operations/validate.ts';
import { nameClientFaults } from './client-faults.ts';
import type { ToolCall } from './tool-call.ts';
import { type Tool, tools } from './tools.ts';

/** One message of a caller whose token and limits have been seen to. */
export type McpCall = {
  readonly scope: Scope;
  /** The tool that it calls, if any. */
  readonly toolCall: ToolCall | null;
  /** Why its tool may not run; null: it may. */
  readonly denied: AppError | null;
  /** The body that tells a caller of a failure. */
  readonly errorBody: (failure: unknown) => Readonly<Record<string, unknown>>;
};

/** Answers one JSON-RPC message, given as it came and as it reads. */
export type AnswerMcp = (request: Request, message: unknown, call: McpCall) => Promise<Response>;

/**
 * The operations as tools of the Model Context Protocol (2026-07-28, stateless; clients of 2025 are served too). Each message
 * has a server of its own, so that any process can answer it.
 */
export function createAnswerMcp({ version }: { version: string }): AnswerMcp {
  let handler: Promise<McpHttpHandler> | undefined; // 7 MB of code that most processes never need
  return async function answerMcp(request, message, call) {
    handler ??= load(version).catch((failure) => {
      handler = undefined; // the next message tries again
      throw failure;
    });
    const authInfo = { token: '', clientId: call.scope.caller.key, scopes: [], extra: { call } };
    const response = await (await handler).fetch(request, { parsedBody: message, authInfo });
    return call.toolCall ? response : nameClientFaults(response, message);
  };
}

/** The tools never change while a process runs: there is nothing to subscribe to. */
const CAPABILITIES = { capabilities: { tools: { listChanged: false } } };

async function load(version: string): Promise<McpHttpHandler> {
  const { createMcpHandler, McpServer } = await import('@modelcontextprotocol/server');
  return createMcpHandler(
    ({ authInfo }) =>
      withTools(new McpServer({ name: 'docent', version }, CAPABILITIES), authInfo?.extra?.call as McpCall),
    { maxSubscriptions: 0 },
  );
}

function withTools(server: McpServer, call: McpCall): McpServer {
  for (const tool of tools.values()) {
    const { name, summary: description, output: outputSchema } = tool;
    const inputSchema = unchecked(tool.input);
    const annotations = { readOnlyHint: true, openWorldHint: false };
    server.registerTool(name, { description, inputSchema, outputSchema, annotations }, () => result(tool, call));
  }
  return server;
}

/** The schema as it is told, without its check: what is wrong is to be said in the shape of every error. */
function unchecked(schema: z.ZodObject): StandardSchemaWithJSON<Readonly<Record<string, unknown>>> {
  const pass = (value: unknown) => ({ value: value as Readonly<Record<string, unknown>> });
  return { '~standard': { ...schema['~standard'], validate: pass } } as StandardSchemaWithJSON<
    Readonly<Record<string, unknown>>
  >;
}

/** A failed call is a tool result with `isError`, so that the agent reads why, and when to try again. */
async function result(tool: Tool, { scope, toolCall, denied, errorBody }: McpCall) {
  try {
    if (denied) throw denied;
    const output = (await tool.run(scope, validate(tool.input, toolCall?.given))) as Record<string, unknown>;
    return { content: [text(output)], structuredContent: output };
  } catch (failure) {
    return { isError: true, content: [text(errorBody(failure))] };
  }
}

function text(value: unknown) {
  return { type: 'text' as const, text: JSON.stringify(value) };
}
