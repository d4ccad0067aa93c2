import Ajv2020, { type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { openApiDocument } from '../../src/http/openapi/document.ts';
import { ENDPOINTS } from '../../src/http/routes/openapi.ts';
import { operationRoutes } from '../../src/http/routes.ts';

type Content = Record<string, { schema: AnySchema; example?: unknown }>;
type Answer = { content?: Content };
type Operation = {
  parameters?: { in: string; name: string }[];
  requestBody?: { content: Content };
  responses: Record<string, Answer>;
};
type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, AnySchema> };
};

export const openApi = openApiDocument({
  operations: operationRoutes,
  endpoints: ENDPOINTS,
  version: '0.0.0',
}) as unknown as Document;

const ajv = new Ajv2020.default({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'openapi', ...openApi });
const compiled = new Map<string, ValidateFunction>();

/** What is wrong with `value` by the schema at a JSON pointer of the document; null: nothing. */
export function faultOf(pointer: string, value: unknown): string | null {
  const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `openapi#${pointer}` });
  compiled.set(pointer, validate);
  return validate(value) ? null : ajv.errorsText(validate.errors, { dataVar: 'body' });
}

/** A path of the document that serves a concrete one; a literal one before a template. */
export function templateOf(path: string): string | undefined {
  if (path in openApi.paths) return path;
  return Object.keys(openApi.paths).find((template) =>
    new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
}

/** A JSON pointer of its parts (RFC 6901). */
export function pointer(...parts: readonly string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');
}
