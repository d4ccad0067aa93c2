import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { expect } from 'chai';
import fc from 'fast-check';
import { filesUnderWay } from '../support/documents.ts';
import { eventually } from '../support/eventually.ts';
import { BOUNDARY, END, filePart, part, rawUpload } from '../support/raw-upload.ts';
import { type Service, startService } from '../support/service.ts';

const LARGE = 'x'.repeat(90_000);
const field = (name: string, content: string) => part(`Content-Disposition: form-data; name="${name}"`, content);
const nameless = (content: string) => part('Content-Type: application/octet-stream', content);

/** One form for each way in which the one part `file` can be missed, around a content of any size. */
const MISTAKEN: Readonly<Record<string, (content: string) => string>> = {
  'a file of another name': (content) => filePart(content, { name: 'document' }),
  'a file __proto__': (content) => filePart(content, { name: '__proto__' }),
  'a file of no name': (content) => part('Content-Disposition: form-data; filename="a.txt"', content),
  'two files': (content) => filePart('One') + filePart(content),
  'a large file and another': (content) => filePart(content) + filePart('Two'),
  'a file after one of another name': (content) => filePart(content, { name: 'document' }) + filePart('Two'),
  'a field': (content) => field('title', content),
  'a field before the file': (content) => field('title', 'x') + filePart(content),
  'a field after the file': (content) => filePart(content) + field('title', 'x'),
  'a part without a name': nameless,
  'a junk part after the file': (content) => filePart(content) + part('X: y', 'x'),
  'a part header without a colon': (content) => part('Hello', content),
  'a part header of 64 KB': (content) => part(`X-Long: ${'x'.repeat(64 * 1024)}`, content),
  'a broken header after the file': (content) => filePart(content) + part('Hello', 'x'),
  'a file beyond the limit': (content) => filePart(content + 'x'.repeat(100_001)),
  'a boundary that never comes': (content) => filePart(content).replaceAll(BOUNDARY, 'other'),
};

describe('a form that breaks in any way', () => {
  let service: Service;
  before(async () => {
    service = await startService({ UPLOAD_MAX_BYTES: '100000' });
  });
  after(() => service[Symbol.asyncDispose]());
  afterEach(async () => {
    expect((await fetch(`${service.url}/health`)).status).to.equal(200);
    await eventually(
      () => filesUnderWay(service),
      ({ length }) => length === 0,
    );
  });

  for (const [what, form] of Object.entries(MISTAKEN)) {
    it(`is refused, small or large, ended or not: ${what}`, async () => {
      for (const content of ['x', LARGE])
        for (const sent of [form(content) + END, form(content), form(content).slice(0, -40)]) {
          const { status, body } = await uploadOf(sent);

          expect(status).to.be.within(400, 422);
          expect(body).to.include.keys('error', 'message', 'request_id');
        }
    });

    it(`ends nobody but its client when that leaves: ${what}`, async () => {
      for (const content of ['x', LARGE])
        for (const leave of ['destroy', 'resetAndDestroy'] as const) {
          const { socket } = rawUpload(service.url, { length: 1_000_000 });
          await new Promise((sent) => socket.write(form(content), sent));
          socket[leave]();
          if (!socket.closed) await once(socket, 'close');
        }
    });
  }

  it('is answered in the shape of every error, or taken, however it is cut, ordered, named and sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyForm(), { minLength: 1, maxLength: 6 }), async (forms) => {
        await Promise.all(forms.map(isSoundlyAnswered));

        expect((await fetch(`${service.url}/health`)).status).to.equal(200);
      }),
      { numRuns: 50 },
    );
  });

  async function isSoundlyAnswered({ body, announced, type, leaves }: Form): Promise<void> {
    const { socket, answer } = rawUpload(service.url, { length: Buffer.byteLength(body) + announced, type });
    socket.write(body);
    if (leaves) socket.destroySoon();
    else if (announced > 0) socket.end();
    const { status, body: told } = await answer;

    if (status === 200 || status === 202) expect(told).to.include.keys('document_id');
    else if (!leaves) expect(told, String(status)).to.include.keys('error', 'message', 'request_id');
    expect(status).not.to.equal(500);
  }

  function uploadOf(sent: string) {
    const { socket, answer } = rawUpload(service.url, { length: Buffer.byteLength(sent) });
    socket.write(sent);
    return answer;
  }
});

/** `announced`: bytes that never come. */
type Form = { body: string; announced: number; type: string; leaves: boolean };

/** Parts in any order, cut anywhere, with bytes overwritten, under any type. */
function anyForm(): fc.Arbitrary<Form> {
  const content = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.integer({ min: 0, max: 120_000 }).map((length) => 'y'.repeat(length)),
    fc.constantFrom(`\r\n--${BOUNDARY}`, `--${BOUNDARY}--`, '\r\n--', '\r\n\r\n'),
  );
  const name = fc.constantFrom('file', 'file', 'document', '__proto__', '', 'File', 'file[]', 'constructor');
  const aPart = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(content, name).map(([text, named]) => filePart(text, { name: named })) },
    fc.tuple(name, content).map(([named, text]) => field(named, text)),
    fc.tuple(fc.string({ maxLength: 60 }), content).map(([headers, text]) => part(headers, text)),
    content.map(nameless),
    fc.constantFrom(END, '\r\n', `--${BOUNDARY}`, '--', randomUUID()),
  );
  const type = fc.oneof(
    { weight: 6, arbitrary: fc.constant(`multipart/form-data; boundary=${BOUNDARY}`) },
    fc.constantFrom(
      'multipart/form-data',
      'multipart/form-data; boundary=""',
      `multipart/form-data; boundary="${'b'.repeat(300)}"`,
      `multipart/form-data; boundary=${BOUNDARY}; boundary=other`,
      `multipart/form-data; charset=utf-7; boundary=${BOUNDARY}`,
      `multipart/form-data;${';'.repeat(50)}boundary=${BOUNDARY}`,
      `Multipart/Form-Data; BOUNDARY="${BOUNDARY}"`,
      'text/plain',
    ),
  );
  return fc
    .record({
      parts: fc.array(aPart, { maxLength: 5 }),
      ended: fc.boolean(),
      cutAt: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 3 }),
      smashed: fc.option(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.string({ maxLength: 4 })), {
        freq: 3,
      }),
      announced: fc.constantFrom(0, 0, 0, 1, 70_000),
      type,
      leaves: fc.boolean(),
    })
    .map(({ parts, ended, cutAt, smashed, ...sent }) => {
      let body = parts.join('') + (ended ? END : '');
      if (smashed) {
        const at = Math.floor(smashed[0] * body.length);
        body = body.slice(0, at) + smashed[1] + body.slice(at + smashed[1].length);
      }
      if (cutAt !== null) body = body.slice(0, Math.floor(cutAt * body.length));
      return { body, ...sent };
    });
}
