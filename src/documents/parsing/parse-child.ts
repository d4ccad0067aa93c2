// The parse child: reads a file from its standard input, answers with its text on standard output, and again.
// It holds nothing worth stealing: no environment, no files but the code, and one document of one owner at a time.
import { Writable } from 'node:stream';
import { parseBytes } from './parse-bytes.ts';
import { ParseError } from './parse-error.ts';
import { createMessageReader, PipeEnded, writeMessage } from './parse-pipe.ts';
import type { ParseAnswer, ParseRequest } from './parse-protocol.ts';

// A dependency that prints a warning would corrupt the answers on standard output.
globalThis.console = new console.Console(new Writable({ write: (_piece, _encoding, done) => done() }));

const readMessage = createMessageReader(process.stdin);
try {
  for (;;) {
    const [head, ...pieces] = await readMessage(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    await writeMessage(process.stdout, await answer(JSON.parse(String(head)) as ParseRequest, Buffer.concat(pieces)));
  }
} catch (error) {
  process.exit(error instanceof PipeEnded ? 0 : 1);
}

async function answer({ mediaType, limits }: ParseRequest, bytes: Buffer): Promise<Buffer[]> {
  try {
    const { text, ...pages } = await parseBytes(mediaType, bytes, limits);
    return [head({ outcome: 'parsed', ...pages }), Buffer.from(text, 'utf16le')];
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return [head({ outcome: 'failed', code: error.code, message: error.message })];
  }
}

function head(answer: ParseAnswer): Buffer {
  return Buffer.from(JSON.stringify(answer));
}
