import { once } from 'node:events';
import { connect } from 'node:net';
import { holdRawAnswer } from './answer-faults.ts';

const FIRST_BYTE_MS = 60_000;

export type RawAnswer = { status: number; headers: Headers; text: string; interim: string[] };

/**
 * Sends bytes as they are and reads until the peer closes, or says nothing more for `withinMs`. Its first byte may take a minute.
 * For what `fetch` would never send.
 */
export async function rawHttp(
  url: string,
  sent: string | readonly string[],
  { withinMs = 5000 } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.setTimeout(FIRST_BYTE_MS, () => socket.destroy(new Error(`No answer within ${FIRST_BYTE_MS} ms`)));
  let received = '';
  socket.setEncoding('latin1').on('data', (piece) => {
    received += piece;
    socket.setTimeout(withinMs);
  });
  for (const piece of typeof sent === 'string' ? [sent] : sent) socket.write(piece, 'latin1');
  await once(socket, 'close').catch((error) => {
    if (!received) throw error;
  });
  const answer = parse(received);
  holdRawAnswer(typeof sent === 'string' ? sent : sent.join(''), answer);
  return answer;
}

function parse(received: string): RawAnswer {
  const interim: string[] = [];
  let rest = Buffer.from(received, 'latin1').toString('utf8');
  for (;;) {
    const [head = '', ...body] = rest.split('\r\n\r\n');
    const [line = '', ...fields] = head.split('\r\n');
    const status = Number(line.split(' ')[1]);
    rest = body.join('\r\n\r\n');
    if (status >= 100 && status < 200) {
      interim.push(line);
      continue;
    }
    const headers = new Headers(
      fields.map((field) => [field.slice(0, field.indexOf(':')), field.slice(field.indexOf(':') + 1).trim()]),
    );
    return { status, headers, text: rest, interim };
  }
}
