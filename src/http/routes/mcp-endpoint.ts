import { z } from 'zod';
import type { ErrorCode } from '../../errors.ts';
import type { EndpointDescription } from '../openapi/endpoint.ts';
import { errorSchema } from '../openapi/error-schema.ts';

/** One message of JSON-RPC 2.0. */
export const jsonRpc = z.looseObject({ jsonrpc: z.literal('2.0') }, { error: 'must be one JSON-RPC message' });

const errors = (...codes: ErrorCode[]) => described(codes, codes.map(errorSchema));
/** Where the protocol has an error of its own, too, as the answer to one message. */
const errorsOrMessage = (...codes: ErrorCode[]) => described(codes, [...codes.map(errorSchema), jsonRpc]);

function described(codes: readonly ErrorCode[], [first = jsonRpc, ...others]: z.ZodType[]) {
  return {
    description: codes.map((code) => `\`${code}\``).join(', '),
    content: { 'application/json': { schema: others.length > 0 ? z.union([first, ...others]) : first } },
  };
}

/** One server-sent event that holds the answer. */
const event = {
  type: 'object',
  properties: {
    event: { const: 'message' },
    data: {
      type: 'string',
      contentMediaType: 'application/json',
      contentSchema: { type: 'object', properties: { jsonrpc: { const: '2.0' } }, required: ['jsonrpc'] },
    },
  },
  required: ['event', 'data'],
} as const;

/** The endpoint of agents, as the reference tells of it. */
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
        'text/event-stream': { schema: event },
      },
    },
    202: { description: 'A notification was taken' },
    400: errorsOrMessage('malformed_json', 'malformed_request'),
    401: errors('unauthorized', 'invalid_token'),
    403: errors('forbidden_origin'),
    404: errorsOrMessage('not_found'),
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
