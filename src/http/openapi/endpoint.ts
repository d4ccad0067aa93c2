import type { ZodOpenApiOperationObject, ZodOpenApiResponsesObject } from 'zod-openapi';

/** An endpoint that is no operation, as the reference tells of it. */
export type EndpointDescription = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly summary: string;
  readonly requestParams?: NonNullable<ZodOpenApiOperationObject['requestParams']>;
  readonly requestBody?: NonNullable<ZodOpenApiOperationObject['requestBody']>;
  /** Without it, anyone may ask. */
  readonly security?: NonNullable<ZodOpenApiOperationObject['security']>;
  readonly responses: ZodOpenApiResponsesObject;
};
