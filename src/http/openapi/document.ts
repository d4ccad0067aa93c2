import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiContentObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponsesObject,
  type ZodOpenApiSchemaObject,
} from 'zod-openapi';
import type { ErrorCode } from '../../errors.ts';
import type { StreamedOperation } from '../../operations/operation.ts';
import { STATUS_OF } from '../error-body.ts';
import { PATH_FIELDS } from '../read-input.ts';
import type { OperationRoute } from '../routes.ts';
import { errorSchema } from './error-schema.ts';
import { exampleOf } from './example.ts';
import { answerHeaders, errorHeaders } from './headers.ts';

/** An endpoint that is no operation, as the reference tells of it. */
export type EndpointDescription = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly summary: string;
  readonly requestBody?: NonNullable<ZodOpenApiOperationObject['requestBody']>;
  /** Without it, anyone may ask. */
  readonly security?: NonNullable<ZodOpenApiOperationObject['security']>;
  readonly responses: ZodOpenApiResponsesObject;
};

type OpenApiDocument = ReturnType<typeof createDocument>;
type Body = { content?: Record<string, { schema?: unknown; example?: unknown }> };
type Described = { operations: readonly OperationRoute[]; endpoints: readonly EndpointDescription[]; version: string };

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

/** The OpenAPI 3.1 document of the service, made from the schemas that check its requests. */
export function openApiDocument({ operations, endpoints, version }: Described): OpenApiDocument {
  const all = [
    ...operations.map((row) => ({ path: row.path, method: row.method, object: operationObject(row) })),
    ...endpoints.map(({ path, method, ...described }) => {
      const object: ZodOpenApiOperationObject = { tags: ['service'], security: [], ...described };
      return { path, method, object };
    }),
  ];
  const paths = Object.fromEntries(
    [...Map.groupBy(all, ({ path }) => path)].map(([path, verbs]) => [
      path,
      Object.fromEntries(verbs.map(({ method, object }) => [method.toLowerCase(), object])),
    ]),
  );
  const document = createDocument({
    openapi: '3.1.0',
    info: { title: 'Docent', version, description: DESCRIPTION },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, {}],
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'Names the user whose documents, limits and budgets a request concerns',
        },
      },
      schemas: { ...eventSchemas(operations), Error: ERROR },
    },
    paths,
  });
  return withExamples(document);
}

const ERROR = z.union((Object.keys(STATUS_OF) as ErrorCode[]).map(errorSchema)).meta({ id: 'Error' });

const DESCRIPTION =
  'Upload documents, ask questions, and get answers that cite the exact passage. Every error has the same shape; every answer of a limited route says what is left.';

/** The schemas that events name, so that they can be referred to. */
function eventSchemas(operations: readonly OperationRoute[]): Record<string, z.ZodType> {
  const schemas = operations.flatMap(({ operation }) =>
    'events' in operation ? [...Object.values(operation.events), operation.output] : [],
  );
  return Object.fromEntries(schemas.map((schema) => [schema.meta()?.id, schema]));
}

/** Gives every JSON body an example, made of those of its fields. */
function withExamples(document: OpenApiDocument): OpenApiDocument {
  for (const item of Object.values(document.paths ?? {}))
    for (const operation of Object.values(
      item as Record<string, { requestBody?: Body; responses?: Record<string, Body> }>,
    ))
      for (const part of [operation.requestBody, ...Object.values(operation.responses ?? {})]) {
        const json = part?.content?.['application/json'];
        if (json) json.example = exampleOf(document, json.schema);
      }
  return document;
}

function operationObject(row: OperationRoute): ZodOpenApiOperationObject {
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
  const events = Object.entries({ ...data, done: output, error: ERROR }).map(([event, schema]) => ({
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

/** The errors of an operation by status; several codes of one status are told apart by `error`. */
function failures({ operation, input }: OperationRoute): ZodOpenApiResponsesObject {
  const codes = new Set([...COMMON_ERRORS, ...(input === 'json' ? BODY_ERRORS : []), ...operation.errors]);
  const byStatus = Map.groupBy(codes, (code) => STATUS_OF[code]);
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
