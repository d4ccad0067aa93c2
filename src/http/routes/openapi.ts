import type { EndpointDescription } from '../openapi/endpoint.ts';
import { operationRoutes } from '../routes.ts';
import type { Route } from '../state.ts';
import { healthEndpoints } from './health.ts';
import { mcpEndpoint } from './mcp-endpoint.ts';
import { metricsEndpoint } from './metrics.ts';
import { webEndpoints } from './web.ts';

const openApiEndpoint = {
  method: 'GET',
  path: '/openapi.json',
  summary: 'This document',
  responses: { 200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: { type: 'object' } } } } },
} as const satisfies EndpointDescription;

/** The reference of the service for programs. What makes it is loaded when it is first asked for. */
export function openApiRoute({ version }: { version: string }): Route {
  let document: Buffer | undefined; // bytes, which all answers share: of a string each one that is unread holds a copy
  return {
    method: 'GET',
    path: '/openapi.json',
    policy: null,
    constant: true,
    async handle(ctx) {
      const { openApiDocument } = await import('../openapi/document.ts');
      const parts = { operations: operationRoutes, endpoints: ENDPOINTS, version };
      document ??= Buffer.from(JSON.stringify(openApiDocument(parts)));
      ctx.type = 'application/json';
      ctx.body = document;
    },
  };
}

/** Every endpoint that is no operation. */
export const ENDPOINTS = [mcpEndpoint, ...healthEndpoints, metricsEndpoint, openApiEndpoint, ...webEndpoints];
