import { once } from 'node:events';
import Redis from 'ioredis';
import jwt from 'jsonwebtoken';
import { Counter, Histogram, register } from 'prom-client';

/** What each peer is given: the same limits, the same key for tokens, and a Redis of its own. */
export const { JWT_SECRET, REDIS_URL } = process.env;
export const LIMITS = { '/api/v1/trivial': 60, '/api/v1/hot': 1_000_000 };
export const WINDOW_MS = 60_000;

/** A Redis that is away is known at once, and keeps no call waiting: as each of the limiters advises. */
export const connectRedis = () => {
  const redis = new Redis(REDIS_URL, { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 75 });
  redis.on('error', () => {});
  return once(redis, 'ready').then(() => redis);
};

/** The caller of a verified HS256 token. @throws for every other. */
export function callerOf(authorization = '') {
  return jwt.verify(authorization.slice('Bearer '.length), JWT_SECRET, { algorithms: ['HS256'] }).sub;
}

/** Counts and times requests under the names and buckets that our service uses. */
export function createRecord() {
  const labels = ['handler', 'method'];
  const requests = new Counter({ name: 'http_requests_total', help: '.', labelNames: [...labels, 'status'] });
  const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
  const seconds = new Histogram({ name: 'http_request_duration_seconds', help: '.', labelNames: labels, buckets });
  return function record(handler, method, status, startedAt) {
    requests.inc({ handler, method, status: `${Math.trunc(status / 100)}xx` });
    seconds.observe({ handler, method }, (performance.now() - startedAt) / 1000);
  };
}

export const page = () => register.metrics();

/** Tells the bench where it listens. */
export function listening(server) {
  process.send(server.address().port);
}
