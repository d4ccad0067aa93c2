import { DocentError } from './send.js';

/**
 * The events of a streamed answer as they come (WHATWG HTML, 9.2.6). Leaving early closes the connection, and with it the
 * call of the model.
 * @param {Response} response
 * @returns {AsyncGenerator<any, void>}
 * @throws {DocentError} where the stream ends with an error, or before its `done`.
 */
export async function* readEvents(response) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      text += decoder.decode(value, { stream: !done });
      const blocks = text.split(/\r?\n\r?\n/);
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = eventOf(block);
        if (!event) continue;
        if (event.event === 'error') throw new DocentError(response.status, event.data);
        yield event;
        if (event.event === 'done') return;
      }
      if (done) throw brokenOff(response);
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** @param {string} block */
function eventOf(block) {
  const fields = block.split(/\r?\n/).map((line) => /^([^:]*):? ?(.*)$/.exec(line) ?? []);
  const event = fields.find(([, name]) => name === 'event')?.[2];
  const data = fields.filter(([, name]) => name === 'data').map(([, , value]) => value);
  return event && data.length > 0 ? { event, data: JSON.parse(data.join('\n')) } : null;
}

/** @param {Response} response */
function brokenOff({ status, headers }) {
  const request_id = headers.get('X-Request-Id') ?? '';
  return new DocentError(status, { error: 'internal', message: 'The answer broke off before its end.', request_id });
}
