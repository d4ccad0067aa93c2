import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { type Service, startService } from '../support/service.ts';
import { openBrowser, openPage, PATIENCE_MS } from './browser.ts';

describe('the interactive reference', function () {
  this.timeout(PATIENCE_MS);
  let browser: Browser;
  let service: Service;
  before(async () => {
    [browser, service] = await Promise.all([openBrowser(), startService()]);
  });
  after(async () => {
    await browser?.close();
    await service?.[Symbol.asyncDispose]();
  });

  it('shows every route, tries one, and asks nothing of any other server', async () => {
    const { paths } = (await (await fetch(`${service.url}/openapi.json`)).json()) as { paths: object };
    const { page, faults } = await openPage(browser, service.url);
    await page.goto(`${service.url}/docs`);
    await page
      .locator('.opblock')
      .nth(Object.keys(paths).length - 1)
      .waitFor();
    if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, 'reference.png') });

    const shown = await page
      .locator('.opblock-summary-path')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-path')));
    expect([...new Set(shown)].sort()).to.deep.equal(Object.keys(paths).sort());
    await page.locator('#operations-questions-usage .opblock-summary-control').click();
    await page.getByRole('button', { name: 'Execute' }).click();
    const answer = page.locator('#operations-questions-usage .live-responses-table');
    await answer.getByText('"budgets"').first().waitFor();

    expect(faults).to.deep.equal([]);
  });

  it('is as dark as the rest of the screen', async () => {
    const { page } = await openPage(browser, service.url);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`${service.url}/docs`);
    await page.locator('.opblock').first().waitFor();

    const lightness = await page.evaluate(() => /\d+/.exec(getComputedStyle(document.body).backgroundColor)?.[0]);
    if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, 'reference-dark.png') });
    expect(Number(lightness)).to.be.below(64);
  });
});
