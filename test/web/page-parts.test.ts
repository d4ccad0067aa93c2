import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { type Service, startService } from '../support/service.ts';
import { openBrowser, openPage, PATIENCE_MS, type Watched } from './browser.ts';

/** What a module of the page exports, as it is in the browser. */
type Imported = { answerText(...given: unknown[]): unknown };

describe('the parts of the page', function () {
  this.timeout(PATIENCE_MS);
  let browser: Browser;
  let service: Service;
  let watched: Watched;
  let page: Page;
  before(async () => {
    [browser, service] = await Promise.all([
      openBrowser(),
      startService({ RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_UPLOAD: '100/minute', UPLOAD_MAX_BYTES: '3000000' }),
    ]);
    watched = await openPage(browser, service.url);
    page = watched.page;
    await page.goto(service.url);
  });
  after(async () => {
    await browser?.close();
    await service?.[Symbol.asyncDispose]();
  });

  it('include the client, which does in a browser what it does in Node', async () => {
    const done = await page.evaluate(async () => {
      const at = '/assets/client.js';
      const { createDocent, DocentError } = (await import(at)) as typeof import('docent/client');
      const docent = createDocent();
      const file = new File(['The lighthouse of Aveiro is 62 meters high.'], 'lighthouse.txt');
      const { document_id: id } = await docent.upload(file, { wait: 30 });
      const names: string[] = [];
      for await (const { event } of docent.stream('How high is the lighthouse of Aveiro?'))
        if (names.at(-1) !== event) names.push(event);
      const { answer } = await docent.ask('How high is the lighthouse of Aveiro?', { documentIds: [id] });
      await docent.remove(id);
      const error = await docent.document(id).catch((failure: unknown) => failure);
      return { names, answer, code: error instanceof DocentError && error.code };
    });

    expect(done).to.deep.equal({
      names: ['meta', 'sources', 'delta', 'usage', 'done'],
      answer: 'The lighthouse of Aveiro is 62 meters high. [1]',
      code: 'not_found',
    });
  });

  it('show an answer as text, its marks as buttons, and mark what no passage supports', async () => {
    const answer = '<img src=x onerror=alert(1)> stands [1]. It is blue [2][9].';
    const statements = [
      { start: 0, end: 36, citations: [1], support: 'verbatim' },
      { start: 41, end: 51, citations: [2], support: 'unsupported' },
    ];
    const citations = [1, 2].map((n) => ({ n, filename: `${n}.txt` }));

    const shown = await page.evaluate(
      async (given) => {
        const at = '/assets/answer-text.js';
        const { answerText } = (await import(at)) as Imported;
        const box = document.createElement('p');
        box.append(...(answerText(given, () => {}) as Node[]));
        const textOf = (selector: string) =>
          [...box.querySelectorAll(selector)].map((one) => one.firstChild?.textContent);
        return {
          text: box.textContent,
          images: textOf('img'),
          marks: textOf('.mark'),
          unsupported: textOf('.unsupported'),
        };
      },
      { answer, statements, citations },
    );

    expect(shown.text?.replaceAll('\u00a0', ' ')).to.match(
      /^<img src=x onerror=alert\(1\)> stands 1\. It is blue.* 2\[9\]\.$/,
    );
    expect(shown).to.deep.include({ images: [], marks: ['1', '2'], unsupported: ['It is blue'] });
  });

  it('say that a file is too large', async () => {
    await page.setInputFiles('#files', [
      { name: 'large.txt', mimeType: 'text/plain', buffer: Buffer.alloc(6_000_000, 'word ') },
    ]);
    const row = page.locator('#documents li.failed', { hasText: 'large.txt' });
    await row.waitFor();

    expect(await row.innerText()).to.match(/large/);
    expect(await row.locator('.status').innerText()).to.match(/3000000|larger|broke off/);
  });

  it('forget what somebody else has deleted', async () => {
    await page.setInputFiles('#files', [
      { name: 'gone.txt', mimeType: 'text/plain', buffer: Buffer.from('Soon gone.') },
    ]);
    const row = page.locator('#documents li.over', { hasText: 'gone.txt' });
    await row.waitFor();
    const { documents } = (await (await fetch(`${service.url}/api/v1/documents`)).json()) as {
      documents: { document_id: string; filename: string }[];
    };
    const id = documents.find(({ filename }) => filename === 'gone.txt')?.document_id;
    expect((await fetch(`${service.url}/api/v1/documents/${id}`, { method: 'DELETE' })).status).to.equal(204);

    await row.getByRole('button', { name: 'Delete gone.txt' }).click();
    await row.getByRole('button', { name: 'Delete gone.txt for good?' }).click();

    await row.waitFor({ state: 'detached' });
  });

  it('keep the console clean', () => {
    expect(watched.faults).to.deep.equal([]);
  });
});
