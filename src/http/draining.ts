import type { Server, ServerResponse } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import { AppError } from '../errors.ts';
import type { Middleware } from './state.ts';

/** Refuses new work once the service is stopping; probes and scrapes go on until the end. */
export function draining({ stopping }: { stopping: AbortSignal }): Middleware {
  return function draining(ctx, next) {
    if (!stopping.aborted) return next();
    ctx.set('Connection', 'close');
    if (ctx.state.route?.path.startsWith('/health') || ctx.state.route?.path === '/metrics') return next();
    throw new AppError('shutting_down', 'The service is stopping. Try again in a moment.', { retryAfterSeconds: 1 });
  };
}

/** Why an answer was broken off that outlasted the grace: not by its client. */
export class CutOff extends Error {
  override readonly name = 'CutOff';
}

/** Counts the running requests of a server, so that it can stop when they have ended. */
export function trackRequests(server: Server) {
  const running = new Set<ServerResponse>();
  const track = (_req: unknown, res: ServerResponse) => {
    running.add(res);
    res.once('close', () => running.delete(res));
  };
  for (const event of ['request', 'checkContinue', 'checkExpectation']) server.prependListener(event, track);

  /** Keeps listening, for probes, while requests run, at most `graceMs`; then closes every connection. */
  return async function drain(graceMs: number, now = () => performance.now()): Promise<void> {
    const endsAt = now() + graceMs;
    while (running.size > 0 && now() < endsAt) await after(20);
    for (const res of running) res.destroy(new CutOff('The service had to stop'));
    await new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  };
}
