import { once } from 'node:events';
import { within } from '../../src/within.ts';
import { eventually } from './eventually.ts';
import { COMMAND, type Service } from './service.ts';

/** Starts a service that `executedFiles` can look into. */
export const INSPECTED: string[] = [COMMAND[0] as string, '--inspect=127.0.0.1:0', ...COMMAND.slice(1)];

const ANSWERS_WITHIN_MS = 30_000;

type Send = (method: string, params?: object) => Promise<{ result?: Script[] }>;
type Script = { url: string; functions: { ranges: { count: number }[] }[] };
type Message = { id?: number; method?: string; params?: Worker; result?: object };
type Worker = { sessionId: string; message: string };

/**
 * The files below src/ of which a function runs, in whatever thread of the service, while `work` is done: those of each of
 * three times, so that what happens to run beside it is left out. V8 counts, call by call.
 */
export async function executedFiles(
  { lines }: Pick<Service, 'lines'>,
  work: () => Promise<unknown>,
): Promise<string[]> {
  const url = await eventually(
    async () => lines.map((line) => /ws:\/\/\S+/.exec(line)?.[0]).find(Boolean),
    (found) => found !== undefined,
  );
  const socket = new WebSocket(url as string);
  await once(socket, 'open');
  const threads = createThreads(socket);
  await threads.all('Profiler.enable');
  await threads.all('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  const times: Set<string>[] = [];
  for (let time = 0; time < 3; time++) {
    await threads.all('Profiler.takePreciseCoverage'); // what ran before is of no interest
    await work();
    times.push(new Set(filesOf(await threads.all('Profiler.takePreciseCoverage'))));
  }
  socket.close();
  return [...times.reduce((kept, time) => kept.intersection(time))].sort();
}

function filesOf(scripts: readonly Script[]): string[] {
  return scripts.flatMap(({ url, functions }) => {
    const [file] = /src\/(?!.*node_modules).*/.exec(url) ?? [];
    return file && functions.some(({ ranges: [whole] }) => (whole?.count ?? 0) > 0) ? [file] : [];
  });
}

/** The service's threads by the Chrome DevTools protocol: the main one, which passes on what is for the others. */
function createThreads(socket: WebSocket) {
  const workers = new Map<string, Send>();
  const own = createSession((text) => socket.send(text));
  const attached = own.send('NodeWorker.enable', { waitForDebuggerOnStart: false });
  const sessions = new Map<string, (text: string) => void>();
  socket.addEventListener('message', ({ data }) => {
    const { method, params } = JSON.parse(String(data)) as Message;
    if (method === 'NodeWorker.attachedToWorker' && params) {
      const { sessionId } = params;
      const session = createSession(
        (message) => void own.send('NodeWorker.sendMessageToWorker', { sessionId, message }),
      );
      workers.set(sessionId, session.send);
      sessions.set(sessionId, session.received);
    } else if (method === 'NodeWorker.receivedMessageFromWorker' && params)
      sessions.get(params.sessionId)?.(params.message);
    else own.received(String(data));
  });
  return {
    /** Asks every thread. */
    async all(method: string, params?: object): Promise<Script[]> {
      await attached;
      const answers = [own.send, ...workers.values()].map((send) => send(method, params));
      return (await within(ANSWERS_WITHIN_MS, Promise.all(answers))).flatMap(({ result }) => result ?? []);
    },
  };
}

function createSession(write: (text: string) => void): { send: Send; received(text: string): void } {
  const asked = new Map<number, (answer: object) => void>();
  return {
    send(method, params = {}) {
      const id = asked.size + 1;
      write(JSON.stringify({ id, method, params }));
      return new Promise((answered) => asked.set(id, answered));
    },
    received(text) {
      const { id, result } = JSON.parse(text) as Message;
      if (id !== undefined) asked.get(id)?.(result ?? {});
    },
  };
}
