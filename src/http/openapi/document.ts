import type { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import type { ErrorCode } from '../../errors.ts';
import type { OperationRoute } from '../routes.ts';
import type { EndpointDescription } from './endpoint.ts';
import { anyErrorSchema } from './error-schema.ts';
import { exampleOf } from './example.ts';
import { errorResponses, operationObject } from './operation-object.ts';

type OpenApiDocument = ReturnType<typeof createDocument>;
type Body = { content?: Record<string, { schema?: unknown; example?: unknown }> };
type Described = { operations: readonly OperationRoute[]; endpoints: readonly EndpointDescription[]; version: string };

/** What every other endpoint may fail with, beside its own errors. */
const SERVICE_ERRORS: readonly ErrorCode[] = [
  'malformed_request',
  'misdirected_request',
  'forbidden_origin',
  'internal',
  'shutting_down',
];

/** The OpenAPI 3.1 document of the service, made from the schemas that check its requests. */
export function openApiDocument({ operations, endpoints, version }: Described): OpenApiDocument {
  const all = [
    ...operations.map((row) => ({ path: row.path, method: row.method, object: operationObject(row) })),
    ...endpoints.map(({ path, method, ...described }) => {
      const responses = { ...errorResponses(SERVICE_ERRORS), ...described.responses };
      const object: ZodOpenApiOperationObject = { tags: ['service'], security: [], ...described, responses };
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
      schemas: { ...eventSchemas(operations), Error: anyErrorSchema },
    },
    paths,
  });
  return withExamples(document);
}

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
