import { countDown } from './countdown.js';
import { sendFile } from './send-file.js';
import { waitOf } from './session.js';

/**
 * Sends files one after another, each as soon as the upload limit lets it: it waits where the last answer said that none is
 * left, and where one is refused for now it waits as it was told. `rowOf(file)` shows a file; `onDone(document, row)` takes it over.
 */
export function createUploadQueue({ rowOf, onDone, onUnauthorized }) {
  const waiting = [];
  let running = false;

  return function add(files) {
    for (const file of files) waiting.push({ file, row: rowOf(file) });
    if (!running) run();
  };

  async function run() {
    running = true;
    for (let next = waiting.shift(); next; next = waiting.shift()) await send(next);
    running = false;
  }

  async function send({ file, row }) {
    for (;;) {
      if (row.signal.aborted) return;
      await wait(row, waitOf('upload'));
      if (row.signal.aborted) return;
      row.say('Uploading');
      const { status, body, retryAfterMs } = await sendFile(file, row.progress, row.signal).catch((error) => ({
        status: 0,
        body: error,
        retryAfterMs: null,
      }));
      if (row.signal.aborted) return;
      if (status >= 200 && status < 300) return onDone(body, row);
      if (status === 401) onUnauthorized();
      if (retryAfterMs === null) return row.fail(body.message ?? `The service answered ${status}.`);
      await wait(row, retryAfterMs);
    }
  }

  async function wait(row, ms) {
    if (ms <= 0) return;
    row.progress(0);
    await countDown(row.status, ms, { say: (left) => `Waits for the upload limit, ${left}`, signal: row.signal });
  }
}
