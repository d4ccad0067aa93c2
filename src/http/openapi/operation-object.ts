import { z } from 'zod';
import type {
  ZodOpenApiContentObject,
  ZodOpenApiOperationObject,
  ZodOpenApiResponsesObject,
  ZodOpenApiSchemaObject,
} from 'zod-openapi';
import type { ErrorCode } from '../../errors.ts';
import type { StreamedOperation } from '../../operations/operation.ts';
import { STATUS_OF } from '../error-body.ts';
import { PATH_FIELDS } from '../read-input.ts';
import type { OperationRoute } from '../routes.ts';
import { anyErrorSchema, errorSchema } from './error-schema.ts';
import { answerHeaders, errorHeaders } from './headers.ts';

/** What every operation may fail with, whatever it does. */
const COMMON_ERRORS: readonly ErrorCode[] = [
  'malformed_request',
  'misdirected_request',
  'forbidden_origin',
  'unauthorized',
  'invalid_token',
  'rate_limited',
  'internal',
  'overloaded',
  'shutting_down',
];
/** What reading a JSON body may fail with. */
const BODY_ERRORS: readonly ErrorCode[] = ['malformed_json', 'payload_too_large', 'unsupported_media_type'];

/** An operation as OpenAPI describes it: parameters, body, answers and errors. */
export function operationObject(row: OperationRoute): ZodOpenApiOperationObject {
  const { operation, input, path } = row;
  const inPath = Object.fromEntries(
    [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, PATH_FIELDS[name] ?? name]),
  );
  const { file: _, ...shape } = operation.input.shape;
  const pathShape = Object.fromEntries(
    Object.entries(inPath).map(([name, field]) => [name, shape[field] as z.ZodType]),
  );
  const queryShape = Object.fromEntries(
    Object.entries(shape).filter(([field]) => input !== 'json' && !Object.values(inPath).includes(field)),
  );
  return {
    operationId: operation.name,
    summary: operation.summary,
    tags: [path.split('/')[3] === 'documents' ? 'documents' : 'questions'],
    requestParams: { path: z.object(pathShape), query: z.object(queryShape) },
    ...(input !== 'query' && { requestBody: requestBody(row) }),
    responses: { ...successes(row), ...failures(row) },
  };
}

function requestBody({ operation, input }: OperationRoute): NonNullable<ZodOpenApiOperationObject['requestBody']> {
  if (input === 'json') return { required: true, content: { 'application/json': { schema: operation.input } } };
  const file = { type: 'string', format: 'binary', description: 'The file' } as const;
  const schema: ZodOpenApiSchemaObject = {
    type: 'object',
    properties: { file },
    required: ['file'],
    additionalProperties: false,
  };
  return { required: true, content: { 'multipart/form-data': { schema } } };
}

function successes({ operation, statuses, body, location }: OperationRoute): ZodOpenApiResponsesObject {
  const content =
    body === 'json'
      ? { 'application/json': { schema: operation.output }, ...('events' in operation && eventStream(operation)) }
      : body === 'file'
        ? { '*/*': { schema: { type: 'string', format: 'binary' } as const } }
        : undefined;
  const headers = answerHeaders({ location: location !== undefined, attachment: body === 'file' });
  return Object.fromEntries(
    Object.entries(statuses).map(([status, description]) => [
      status,
      { description, headers, ...(content && { content }) },
    ]),
  );
}

/** One server-sent event as data: its name, and the JSON that its `data` line holds. */
function eventStream({ events: data, output }: StreamedOperation): ZodOpenApiContentObject {
  const events = Object.entries({ ...data, done: output, error: anyErrorSchema }).map(([event, schema]) => ({
    type: 'object' as const,
    properties: {
      event: { const: event },
      data: { type: 'string' as const, contentMediaType: 'application/json', contentSchema: reference(schema) },
    },
    required: ['event', 'data'],
  }));
  return { 'text/event-stream': { schema: { oneOf: events } } };
}

function reference(schema: z.ZodType) {
  return { $ref: `#/components/schemas/${schema.meta()?.id}` };
}

function failures({ operation, input }: OperationRoute): ZodOpenApiResponsesObject {
  return errorResponses([...COMMON_ERRORS, ...(input === 'json' ? BODY_ERRORS : []), ...operation.errors]);
}

/** Errors by status; several codes of one status are told apart by `error`. */
export function errorResponses(codes: readonly ErrorCode[]): ZodOpenApiResponsesObject {
  const byStatus = Map.groupBy(new Set(codes), (code) => STATUS_OF[code]);
  return Object.fromEntries(
    [...byStatus].map(([status, several]) => [
      status,
      {
        description: several.map((code) => `\`${code}\``).join(', '),
        headers: errorHeaders(status),
        content: {
          'application/json': {
            schema: several.length > 1 ? z.union(several.map(errorSchema)) : errorSchema(several[0]!),
          },
        },
      },
    ]),
  );
}
