import { eventually } from './eventually.ts';
import { type Service, startService } from './service.ts';
import { slowness } from './slowness.ts';
import { token } from './token.ts';

const SECRET = 'the secret of these tests, 32 bytes and more';

export type Answers = { admitted: number; refused: number; statuses: number[]; responses: Response[] };

/** A service whose `default` limit is `limit`, with callers that are users. */
export async function startLimited(limit: string, env: Record<string, string> = {}) {
  const service = await startService({
    RATE_LIMIT_ENABLED: 'true',
    RATE_LIMIT_DEFAULT: limit,
    JWT_SECRET: SECRET,
    RATE_LIMIT_REDIS_TIMEOUT_MS: String(Math.round(300 * slowness())), // a machine that runs many tests at once is no outage
    ...env,
  });
  return Object.assign(service, {
    call: (user: string) => call(service, user),
    calls: async (user: string, times: number) => answersOf(Array.from({ length: times }, () => call(service, user))),
    /** What readiness says, once it says `status`. */
    async ready(status: 'ready' | 'degraded'): Promise<Record<string, unknown>> {
      return eventually(
        async () => (await (await fetch(`${service.url}/health/ready`)).json()) as Record<string, unknown>,
        (body) => body.status === status,
        { withinMs: 60_000 },
      );
    },
  });
}

/** A path of the API that no route serves: it counts as `default`, and 404 means admitted. */
async function call(service: Service, user: string): Promise<Response> {
  const headers = { Authorization: `Bearer ${await token({ sub: user }, SECRET)}` };
  return fetch(`${service.url}/api/v1/nothing`, { headers });
}

export async function answersOf(calls: Promise<Response>[]): Promise<Answers> {
  const responses = await Promise.all(calls);
  const statuses = responses.map(({ status }) => status);
  const count = (status: number) => statuses.filter((one) => one === status).length;
  return { responses, statuses, admitted: count(404), refused: count(429) };
}
