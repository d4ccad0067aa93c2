import { z } from 'zod';
import { AppError } from '../../errors.ts';
import type { EndpointDescription } from '../openapi/endpoint.ts';
import { errorSchema } from '../openapi/error-schema.ts';
import type { Context, Route } from '../state.ts';
import { createStaticFiles, type StaticFile } from '../static-files.ts';
import { WEB_FILES } from './web-files.ts';

/** Only files of this service are run, styled or called; no markup is made from strings. */
const PAGE_POLICY = policy({ 'require-trusted-types-for': "'script'" });
/** Swagger UI makes its own markup, as safely as React does. */
const DOCS_POLICY = policy({});

const html = { 'text/html': { schema: { type: 'string' } } } as const;
const unchanged = { description: 'As the `ETag` that was sent says, it has not changed' } as const;

export const webEndpoints = [
  {
    method: 'GET',
    path: '/',
    summary: 'The page: upload, ask, see citations and what is left',
    responses: { 200: { description: 'The page', content: html }, 304: unchanged },
  },
  {
    method: 'GET',
    path: '/docs',
    summary: 'This reference, to read and to try',
    responses: { 200: { description: 'The page', content: html }, 304: unchanged },
  },
  {
    method: 'GET',
    path: '/assets/{file}',
    summary: 'A file of the two pages',
    requestParams: { path: z.object({ file: z.string().meta({ examples: ['main.js'] }) }) },
    responses: {
      200: { description: 'The file', content: { '*/*': { schema: { type: 'string', format: 'binary' } } } },
      304: unchanged,
      404: { description: '`not_found`', content: { 'application/json': { schema: errorSchema('not_found') } } },
    },
  },
] as const satisfies readonly EndpointDescription[];

/** The two pages and their files, for everybody, counted by no limit. One metric label stands for all files. */
export function webRoutes(): Route[] {
  const fileOf = createStaticFiles(WEB_FILES);
  return [
    page('/', 'page.html', PAGE_POLICY),
    page('/docs', 'docs.html', DOCS_POLICY),
    {
      method: 'GET',
      path: '/assets/{file}',
      policy: null,
      constant: true,
      async handle(ctx, { file = '' }) {
        const found = await fileOf(file);
        if (!found || file.endsWith('.html')) throw new AppError('not_found', 'No route matches this path.');
        send(ctx, found);
      },
    },
  ];

  function page(path: string, name: string, contentPolicy: string): Route {
    return {
      method: 'GET',
      path,
      policy: null,
      constant: true,
      async handle(ctx) {
        send(ctx, (await fileOf(name)) as StaticFile);
        ctx.set('Content-Security-Policy', contentPolicy);
      },
    };
  }
}

/** Asked for again each time, and sent again only when it has changed. */
function send(ctx: Context, { type, bytes, zipped, etag }: StaticFile): void {
  ctx.status = 200;
  ctx.set({ ETag: etag, 'Cache-Control': 'no-cache', Vary: 'Accept-Encoding', 'Content-Type': type });
  if (isKnown(ctx.get('If-None-Match'), etag)) {
    ctx.status = 304;
    return;
  }
  const asksForZip = ctx.acceptsEncodings('gzip', 'identity') === 'gzip';
  if (asksForZip) ctx.set('Content-Encoding', 'gzip');
  ctx.body = asksForZip ? zipped : bytes;
}

/** RFC 9110, 13.1.2. Not by `ctx.fresh`: it takes `no-cache`, which Node's fetch sends along, for a wish to see it again. */
function isKnown(tags: string, etag: string): boolean {
  return tags.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}

function policy(more: Readonly<Record<string, string>>): string {
  const rules = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' data:",
    'connect-src': "'self'",
    'form-action': "'self'",
    'base-uri': "'none'",
    'frame-ancestors': "'none'",
    ...more,
  };
  return Object.entries(rules)
    .map((rule) => rule.join(' '))
    .join('; ');
}
