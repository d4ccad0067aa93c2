import Router from '@koa/router';
import { AppError } from '../errors.ts';
import type { Context, Match, Middleware, Route } from './state.ts';
import { hostOfTarget, originForm } from './wire/request-target.ts';

/** Finds the route of a request by method and path, without running it. HEAD goes where GET goes. */
export type FindRoute = (method: string, path: string) => Match;

export function createRouter(routes: readonly Route[]): FindRoute {
  const router = new Router({ sensitive: true, strict: true });
  const byName = new Map<string, Route>();
  for (const route of routes) {
    const name = `${route.method} ${route.path}`;
    byName.set(name, route);
    router.register(route.path.replaceAll(/\{(\w+)\}/g, ':$1'), [route.method], () => {}, { name });
  }
  const literalPaths = new Set(routes.map(({ path }) => path).filter((path) => !path.includes('{')));
  const known = new Map<string, Match>(); // of literal paths and the verbs that Node parses: nothing that callers could add to
  return function findRoute(method, path) {
    if (!literalPaths.has(path)) return find(method, path);
    const name = `${method} ${path}`;
    const match = known.get(name) ?? find(method, path);
    known.set(name, match);
    return match;
  };

  function find(method: string, path: string): Match {
    const { path: matching } = router.match(path, method);
    const literal = matching.filter(({ paramNames }) => paramNames.length === 0); // `/documents/upload` is no `{id}`
    const layers = literal.length > 0 ? literal : matching;
    const layer = layers.find(({ methods }) => methods.includes(method));
    const route = (layer?.name && byName.get(layer.name)) || null;
    const parameters = layer ? layer.params(path, layer.captures(path)) : {};
    return { route, parameters, allowed: [...new Set(layers.flatMap(({ methods }) => methods))].sort() };
  }
}

/** Sets `ctx.state.route` to the route that will serve the request. Mount it outermost. */
export function matchRoute(findRoute: FindRoute): Middleware {
  return function matchRoute(ctx, next) {
    const target = ctx.req.url ?? '*';
    const host = hostOfTarget(target);
    if (host !== undefined) ctx.req.headers.host = host;
    ctx.req.url = originForm(target);
    ctx.state.match = findRoute(ctx.method, ctx.path);
    ctx.state.route = ctx.state.match.route;
    return next();
  };
}

/** Runs the route's handler. @throws AppError `not_found`, or `method_not_allowed` with `Allow` set. */
export async function runRoute(ctx: Context): Promise<void> {
  const { route, parameters, allowed } = ctx.state.match;
  if (route) return route.handle(ctx, parameters);
  if (allowed.length === 0) throw new AppError('not_found', 'No route matches this path.');
  ctx.set('Allow', [...allowed, 'OPTIONS'].join(', '));
  if (ctx.method !== 'OPTIONS') throw new AppError('method_not_allowed', `This path supports ${allowed.join(', ')}.`);
  ctx.status = 204;
}
