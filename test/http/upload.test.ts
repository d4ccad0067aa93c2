import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { filesUnderWay, finalDocument, textOf, uploadBytes } from '../support/documents.ts';
import { docxOf, paragraph } from '../support/docx-file.ts';
import { eventually } from '../support/eventually.ts';
import { fourAtOnce } from '../support/four-at-once.ts';
import { textPdf } from '../support/pdf-file.ts';
import { filePart, rawUpload } from '../support/raw-upload.ts';
import { type Service, startService } from '../support/service.ts';

describe('POST /documents/upload', () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service[Symbol.asyncDispose]());
  afterEach(async () => {
    expect(await filesUnderWay(service)).to.deep.equal([]);
  });

  it('answers 201 in the documented shape when the file is ingested within the wait', async () => {
    const bytes = Buffer.from('Otters sleep hand in hand. Ünïcode too.');

    const { status, headers, body } = await uploadBytes(service, 'otters.txt', bytes, { wait: 30 });

    expect(status).to.equal(201);
    const { document_id, created_at, message, ...rest } = body;
    expect(rest).to.deep.equal({
      filename: 'otters.txt',
      status: 'completed',
      progress: 100,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      media_type: 'text/plain',
      duplicate: false,
      status_url: `/api/v1/documents/${document_id}`,
    });
    expect(document_id).to.match(/^doc_\w+$/);
    expect(new Date(created_at as string).toISOString()).to.equal(created_at);
    expect(message).to.be.a('string').and.not.equal('Queued for processing');
    expect(headers.get('location')).to.equal(rest.status_url);
  });

  it('answers 202 at once without a wait, and the document completes', async () => {
    const { status, headers, body } = await uploadBytes(service, 'later.md', '# Later\n\nSoon enough.');

    expect(status).to.equal(202);
    expect(body).to.include({ status: 'queued', progress: 0, message: 'Queued for processing' });
    expect(headers.get('location')).to.equal(body.status_url);
    expect(await finalDocument(service, body.document_id as string)).to.include({ status: 'completed' });
  });

  it('answers 202 when the file failed within the wait, and says why', async () => {
    const { status, body } = await uploadBytes(service, 'blank.txt', '  \n ', { wait: 30 });

    expect(status).to.equal(202);
    expect(body).to.include({ status: 'failed' });
    expect(body.message).to.match(/no text/);
  });

  it('makes one document of the same file 20 times, four at once, and says so', async () => {
    const answers = await fourAtOnce(20, () => uploadBytes(service, 'once.txt', 'Only once.', { wait: 30 }));

    expect(new Set(answers.map(({ body }) => body.document_id)).size).to.equal(1);
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([...Array(19).fill(200), 201]);
    for (const { status, body } of answers) expect(body.duplicate).to.equal(status === 200);
    const again = await uploadBytes(service, 'once.txt', 'Only once.');
    expect([again.status, again.body.duplicate, again.body.status]).to.deep.equal([200, true, 'completed']);
  });

  it('takes the same bytes under another name for another document', async () => {
    const one = await uploadBytes(service, 'one.txt', 'The same.');
    const two = await uploadBytes(service, 'two.txt', 'The same.');

    expect([one.status, two.status]).to.deep.equal([202, 202]);
    expect(one.body.document_id).not.to.equal(two.body.document_id);
  });

  it('tells what a file is by its bytes, and of text by its name', async () => {
    const pdf = textPdf([['A page.']]);
    const files: [name: string, bytes: Buffer | string, type: string][] = [
      ['report.bin', pdf, 'application/pdf'],
      ['late.pdf', Buffer.concat([Buffer.from('\r\n junk \r\n'), pdf]), 'application/pdf'],
      [
        'letter.txt',
        docxOf(paragraph('Dear all.')),
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      ],
      ['page.HTM', '<p>Hello', 'text/html'],
      ['notes.md', 'Hello', 'text/markdown'],
      ['rows.csv', 'a,b\n1,2', 'text/csv'],
      ['rows.tsv', 'a\tb\n1\t2', 'text/tab-separated-values'],
      ['rows.json', '{"a": 1}', 'application/json'],
      ['Notes.markdown', '# T', 'text/markdown'],
      ['rich.txt', '{\\rtf1\\ansi Hello}', 'application/rtf'],
      ['mail.eml', 'Subject: Hello\n\nHello.', 'message/rfc822'],
      ['script.pdf', '#!/bin/sh\necho no PDF', 'text/plain'],
      ['PK.txt', 'PKs are saved.', 'text/plain'],
      ['about.txt', 'It is told by %PDF- at the start.', 'text/plain'],
    ];

    for (const [name, bytes, type] of files) {
      const { body } = await uploadBytes(service, name, bytes);
      expect(body, name).to.include({ media_type: type });
    }
  });

  it('refuses with 415 what is none of these, whatever its name, and says what to make of it', async () => {
    const others: [name: string, bytes: Buffer, hint: string][] = [
      ['photo.pdf', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), 'Convert it'],
      ['photo.PNG', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), 'OCR'],
      ['old.docx', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4096)]), 'as docx or PDF'],
      [
        'slides.ppt',
        Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4096)]),
        'slides as pptx or PDF',
      ],
      ['big5.txt', Buffer.from('\xa4\xa4\xa4\xe5\xa4\xe5\xa5\xf3\xa6\xb3\xa4\xe5', 'latin1'), 'save it in UTF-8'],
    ];

    for (const [name, bytes, hint] of others) {
      const { status, body } = await uploadBytes(service, name, bytes);
      expect([status, body.error], name).to.deep.equal([415, 'unsupported_media_type']);
      expect(body.message, name).to.contain(hint);
    }
  });

  it('refuses an empty file', async () => {
    const { status, body } = await uploadBytes(service, 'empty.pdf', '');

    expect([status, body.error]).to.deep.equal([422, 'empty_file']);
  });

  it('keeps a name that people can read, without folders and what cannot be seen', async () => {
    const names: [given: string, kept: string][] = [
      ['отчёт 2026 – 終.txt', 'отчёт 2026 – 終.txt'],
      ['../../etc/passwd.txt', 'passwd.txt'],
      ['C:\\Users\\me\\plan.txt', 'plan.txt'],
      ['__proto__', '__proto__'],
      ['tab\there\u202etxt.exe', 'tabheretxt.exe'],
      [`${'long'.repeat(100)}.markdown.txt`, `${'long'.repeat(62)}lon.txt`],
      ['..', 'unnamed'],
    ];

    for (const [given, kept] of names) {
      const { body } = await uploadBytes(service, given, `Named ${given}`);
      expect(body.filename).to.equal(kept);
    }
  });

  it('takes 0 to 30 whole seconds of wait, and refuses others before it reads the body', async () => {
    for (const wait of ['31', '-1', '1.5', 'long', '1e1', '0x1', '030000'])
      expect((await post(service, `wait=${wait}`, form('w.txt', 'x'))).status, wait).to.equal(422);
    expect((await post(service, 'wait=1&wait=2', form('w.txt', 'x'))).status).to.equal(422);
    expect((await post(service, 'wait=0&colour=blue', form('w.txt', 'Waits not.'))).status).to.equal(202);
  });

  it('keeps the text of a file as it was, CRLF and emoji included', async () => {
    const text = 'One 😀\r\n\r\nTwo 中文\r\n';

    const { body } = await uploadBytes(service, 'as-it-was.txt', text, { wait: 30 });

    expect(await textOf(service, body.document_id as string)).to.equal(text);
  });
});

describe('uploads that a killed service left behind', () => {
  it('are gone when the next one has started', async () => {
    await using first = await startService();
    const { socket } = rawUpload(first.url, { length: 50_000 });
    socket.write(filePart('x'.repeat(20_000)));
    await eventually(
      () => filesUnderWay(first),
      ({ length }) => length === 1,
    );
    await first.stop('SIGKILL');

    await using second = await startService({}, { dataDir: first.dataDir });

    expect(await filesUnderWay(second)).to.deep.equal([]);
  });
});

function form(name: string, text: string): FormData {
  const made = new FormData();
  made.append('file', new Blob([text]), name);
  return made;
}

function post({ url }: Service, query: string, body: FormData): Promise<Response> {
  return fetch(`${url}/api/v1/documents/upload?${query}`, { method: 'POST', body });
}
