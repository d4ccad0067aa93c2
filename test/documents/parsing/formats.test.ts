import { expect } from 'chai';
import { testParser } from '../../support/parsing.ts';
import { textPdf } from '../../support/pdf-file.ts';

describe('parsing', () => {
  const parser = testParser();
  after(() => parser.close());

  it('keeps plain text and Markdown as they are, line ends and emoji included', async () => {
    const text = '# Title\r\n\r\nÜber 😀 and 中文.\r\n';

    expect(await parser.parse('txt', text)).to.deep.equal({ text, pageStarts: [] });
    expect(await parser.parse('md', text)).to.deep.equal({ text, pageStarts: [] });
  });

  it('tells on which page of a PDF each word stands', async () => {
    const pages = Array.from({ length: 300 }, (_, at) => [`Word${at + 1} opens this page.`, 'And here it ends.']);

    const { text, pageStarts } = await parser.parse('pdf', textPdf(pages));

    expect(pageStarts).to.have.length(300);
    for (const [at, start] of pageStarts.entries())
      expect(text.slice(start, pageStarts[at + 1])).to.match(new RegExp(`^Word${at + 1} opens this page\\.`));
  });
});
