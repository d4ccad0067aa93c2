import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { textPdf } from '../support/pdf-file.ts';
import { type Provider, startProvider } from '../support/provider.ts';
import { type Service, startService } from '../support/service.ts';
import { slowness } from '../support/slowness.ts';
import { token } from '../support/token.ts';
import { accessibilityFaults, openBrowser, openPage, PATIENCE_MS, type Watched } from './browser.ts';

const SECRET = 'the secret of the tests of the page, 32 bytes and more';
const REPORT = textPdf([
  ['Report of the third quarter', '', 'Revenue rose by 12 percent to 48 million euros in the third quarter.'],
  ['Outlook', '', 'The board expects revenue of 200 million euros for the whole year.', 'It will meet again in March.'],
]);
const QUESTION = 'What revenue does the board expect for the whole year?';
const WAR = `كانت الحرب الفرنسية والهندية (1754–1763) المسرح الأمريكي الشمالي لحرب السنوات السبع.

بدأت الحرب في مايو 1754 بمعركة جومونفيل غلين.

انتهت الحرب بمعاهدة باريس في 10 فبراير 1763.`;

/** Looks at the page as it stands, in light and in dark. `SCREENSHOTS=FOLDER` keeps the pictures: those of the README were made so. */
async function look({ page }: Watched, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    if (folder) await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
    expect(await accessibilityFaults(page), `${name} in ${colorScheme}`).to.deep.equal([]);
  }
}

async function uploadTo(page: Page, name: string, bytes: Buffer): Promise<void> {
  const before = await page.locator('#documents li.over').count();
  await page.setInputFiles('#files', [{ name, mimeType: 'application/octet-stream', buffer: bytes }]);
  await page.locator('#documents li.over').nth(before).waitFor();
}

async function askOn(page: Page, question: string): Promise<void> {
  await page.getByLabel('Question', { exact: true }).fill(question);
  await page.keyboard.press('Enter');
}

describe('the first minute on the page', function () {
  this.timeout(PATIENCE_MS);
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser?.close());

  it('goes from a PDF to its cited sentence, and to the end of the limit', async () => {
    await using service = await startService({ RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_QUERY: '2/minute' });
    const watched = await openPage(browser, service.url);
    const { page, faults } = watched;
    await page.goto(service.url);
    await page.getByText('Ask your documents.').waitFor();
    await look(watched, 'welcome');

    await uploadTo(page, 'third-quarter.pdf', REPORT);
    await page.getByText(/2 pages/).waitFor();
    await askOn(page, QUESTION);
    const answer = page.locator('article').first();
    await answer.getByText('Sources').waitFor();
    expect(await answer.locator('.text').innerText()).to.match(/^The board expects revenue of 200 million euros/);
    await look(watched, 'answer');

    await answer.getByRole('button', { name: 'Source 1: third-quarter.pdf' }).first().click();
    const passage = page.getByRole('dialog');
    await passage.locator('mark').waitFor();
    expect(await passage.locator('mark').innerText()).to.equal(
      'The board expects revenue of 200 million euros for the whole year.',
    );
    expect(await passage.innerText())
      .to.contain('Page 2')
      .and.to.contain('Revenue rose by 12 percent');
    await look(watched, 'passage');
    await page.keyboard.press('Escape');
    await passage.waitFor({ state: 'detached' });

    await page.getByLabel('Enhanced').check();
    await askOn(page, 'By how much did revenue rise in the third quarter?');
    await page.getByText(/confidence · \d+ %/).waitFor();
    expect(await page.locator('#limits-button').innerText()).to.equal('0 of 2 questions left');
    await page.locator('#limits-button').click();
    await page.getByText('0 of 2 a minute').waitFor();
    await look(watched, 'limits');
    await page.keyboard.press('Escape');

    await askOn(page, QUESTION);
    const clock = page.getByRole('timer');
    const seconds = async () => Number(/in (\d+) s/.exec(await clock.innerText())?.[1]);
    const first = await eventually(seconds, (shown) => shown > 0);
    await eventually(seconds, (shown) => shown < first);
    expect(first).to.be.within(1, 60);
    expect(await page.getByRole('button', { name: 'Ask again' }).isDisabled()).to.equal(true);
    await look(watched, 'limited');

    await page.getByRole('button', { name: 'Delete third-quarter.pdf' }).click();
    await page.getByRole('button', { name: 'Delete third-quarter.pdf for good?' }).click();
    await page.locator('#documents li').waitFor({ state: 'detached' });
    expect(await documentsOf(service)).to.equal(0);
    expect(faults).to.deep.equal([]);
  });

  it('shows an answer within a second of the question, from 1,000 passages', async () => {
    await using service = await startService();
    const { page } = await openPage(browser, service.url);
    await page.goto(service.url);
    await uploadTo(page, 'long.txt', Buffer.from(`${manyFacts(9000)}The lighthouse of Aveiro is 62 meters high.`));
    await page.getByText(/\d passages/).waitFor();
    const passages = Number(/([\d,]+) passages/.exec(await page.locator('#documents').innerText())?.[1]);
    expect(passages).to.be.above(1000);

    const taken: number[] = [];
    for (let asked = 1; asked <= 3; asked++) {
      await page.getByLabel('Question', { exact: true }).fill('How high is the lighthouse of Aveiro?');
      const startedAt = performance.now();
      await page.keyboard.press('Enter');
      await page
        .locator('article')
        .nth(asked - 1)
        .getByText('62 meters')
        .first()
        .waitFor();
      taken.push(performance.now() - startedAt);
      await page
        .locator('article')
        .nth(asked - 1)
        .getByText('Sources')
        .waitFor(); // one question at a time
    }

    expect(Math.min(...taken)).to.be.below(1000 * slowness());
  });

  it('shows how far an upload is, while it is under way', async () => {
    await using service = await startService();
    const { page, faults } = await openPage(browser, service.url);
    await page.goto(service.url);
    const network = await page.context().newCDPSession(page);
    await network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: 400_000,
    });
    await page.evaluate(() => {
      const seen = new Set<number>();
      Object.assign(globalThis, { seen });
      const look = () => {
        for (const bar of document.querySelectorAll<HTMLProgressElement>('#documents progress')) seen.add(bar.value);
        requestAnimationFrame(look);
      };
      look();
    });

    await uploadTo(page, 'long.txt', Buffer.from('One more line of a long text.\n'.repeat(40_000)));

    const seen = await page.evaluate(() => [...(globalThis as unknown as { seen: Set<number> }).seen]);
    expect(
      seen.filter((value) => value > 0 && value < 100),
      String(seen),
    ).to.have.length.above(2);
    expect(faults).to.deep.equal([]);
  });

  it('waits for the upload limit and goes on by itself', async () => {
    await using service = await startService({ RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_UPLOAD: '2/3 seconds' });
    const { page, faults } = await openPage(browser, service.url);
    await page.goto(service.url);

    const files = ['a', 'b', 'c', 'd'].map((name) => ({
      name: `${name}.txt`,
      mimeType: 'text/plain',
      buffer: Buffer.from(`This is the text of ${name}.`),
    }));
    await page.setInputFiles('#files', files);

    await page.getByText(/Waits for the upload limit, \d s/).waitFor();
    await page.locator('#documents li.over').nth(3).waitFor();
    expect(await documentsOf(service)).to.equal(4);
    expect(faults).to.deep.equal([]);
  });

  it('says why a file was not taken, and what could be', async () => {
    await using service = await startService();
    const { page } = await openPage(browser, service.url);
    await page.goto(service.url);

    await uploadTo(page, 'photo.png', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'));

    expect(await page.locator('#documents li.failed').innerText()).to.contain('none of PDF');
  });

  it('reads and asks in Arabic from right to left', async () => {
    await using service = await startService();
    const watched = await openPage(browser, service.url);
    const { page, faults } = watched;
    await page.goto(service.url);

    await uploadTo(page, 'الحرب.txt', Buffer.from(WAR));
    await page.getByText(/1 passage/).waitFor();
    await askOn(page, 'متى انتهت الحرب؟');
    await page.getByText('Sources').waitFor();

    const directions = await page.evaluate(() =>
      ['article h3', 'article .text', '.source q'].map(
        (one) => getComputedStyle(document.querySelector(one) as Element).direction,
      ),
    );
    expect(directions).to.deep.equal(['rtl', 'rtl', 'rtl']);
    await look(watched, 'arabic');
    expect(faults).to.deep.equal([]);
  });

  it('fits a phone', async () => {
    await using service = await startService({ RATE_LIMIT_ENABLED: 'true' });
    const watched = await openPage(browser, service.url, { width: 390, height: 844 });
    const { page, faults } = watched;
    await page.goto(service.url);

    await page.getByRole('button', { name: 'Try it with an example' }).click();
    await page.locator('#documents li.over').waitFor();
    await page
      .getByText(/passages/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByText('Sources').waitFor();

    const { wide, high } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      high: document.body.scrollHeight,
    }));
    expect(wide).to.equal(390);
    expect(high).to.be.above(400);
    await look(watched, 'phone');
    expect(faults).to.deep.equal([]);
  });

  describe('with a model and a token', () => {
    let provider: Provider;
    let service: Service;
    before(async () => {
      provider = await startProvider(() => ({
        text: ['The war ', 'began ', 'in 1754 [1], ', 'and it ', 'ended ', 'in 1763 [1].'],
        usage: { prompt_tokens: 40, completion_tokens: 12, total_tokens: 52 },
        betweenMs: 250,
      }));
      service = await startService({
        JWT_SECRET: SECRET,
        AUTH_REQUIRED: 'true',
        LLM_MODEL: 'compatible:writer',
        LLM_BASE_URL: provider.url,
      });
    });
    after(async () => {
      await service?.[Symbol.asyncDispose]();
      await provider?.[Symbol.asyncDispose]();
    });

    it('asks for the token, keeps it in memory only, and shows the answer while it is written', async () => {
      const { page, faults } = await openPage(browser, service.url);
      await page.goto(service.url);

      await page
        .getByRole('dialog')
        .getByLabel('Token')
        .fill(await token({ sub: 'ana' }, SECRET));
      expect(await accessibilityFaults(page)).to.deep.equal([]);
      await page.getByRole('button', { name: 'Use it' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await uploadTo(page, 'war.txt', Buffer.from('The war began in 1754. It ended in 1763.'));
      await askOn(page, 'When did the war begin and end?');

      const text = page.locator('article .text');
      const partial = await eventually(
        () => text.innerText(),
        (shown) => shown !== '',
      );
      await page.getByText('Sources').waitFor();
      const whole = await text.innerText();
      expect(partial).to.have.length.below(whole.length);
      expect(whole.replaceAll(/\s+/g, ' ')).to.equal('The war began in 1754 1, and it ended in 1763 1.');
      const kept = await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length]);
      expect(kept).to.deep.equal(['', 0, 0]);
      expect(faults).to.deep.equal([]);
    });
  });
});

/** Sentences that have hardly a word in common. */
function manyFacts(count: number): string {
  return Array.from(
    { length: count },
    (_, i) =>
      `Station ${i} of line ${(i * 7919) % 997} opened in ${1800 + (i % 200)}, with ${(i * 31) % 89} steps and a roof of ${['slate', 'tin', 'glass', 'straw'][i % 4]} tiles for its travellers.\n`,
  ).join('');
}

async function documentsOf({ url }: Service): Promise<number> {
  const { total } = (await (await fetch(`${url}/api/v1/documents`)).json()) as { total: number };
  return total;
}
