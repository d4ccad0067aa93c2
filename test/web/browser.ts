import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { program } from '../support/program.ts';

/** A page, and what went wrong on it that nobody looking at it would see. */
export type Watched = { readonly page: Page; readonly faults: string[] };

/** How long a browser may take on a busy machine, where a second is enough on an idle one. */
export const PATIENCE_MS = 120_000;

type View = { width?: number; height?: number };

/** Chromium without a screen. @throws Error that says what to install, where it is missing. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = await program('chromium');
  // root, as in a container, has no user namespaces to build Chromium's own sandbox from; it only visits our own pages
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}

/**
 * A fresh page that notes console errors, exceptions, breaches of its content security policy and requests to any other
 * server. That an answer had an error status is not a fault of the page: Chromium writes it itself.
 */
export async function openPage(browser: Browser, url: string, { width = 1280, height = 860 }: View = {}) {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
  context.setDefaultTimeout(PATIENCE_MS / 2);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    const byStatus = message.text().startsWith('Failed to load resource: the server responded with a status of');
    if (message.type() === 'error' && !byStatus) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) faults.push(`asked ${request.url()}`);
  });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (breach) => {
      console.error(`Against the policy: ${breach.violatedDirective} ${breach.blockedURI}`);
    });
  });
  return { page, faults } satisfies Watched;
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds hard or impossible to use on the page as it stands, one line each. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    type Found = { id: string; impact: string; nodes: { html: string; failureSummary: string }[] };
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Found[] }> } };
    const { violations } = await axe.run();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    return serious.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
  });
}
