/** Every file of the two pages, and the client that the first stands on, by the name under which browsers ask for it. */
export const WEB_FILES: ReadonlyMap<string, URL> = new Map([
  ...at('../../web/', [
    'page.html',
    'docs.html',
    'style.css',
    'library.css',
    'conversation.css',
    'dialogs.css',
    'icon.svg',
    'example.md',
    'docs.css',
    'docs.js',
    'main.js',
    'answer-text.js',
    'answer.js',
    'ask.js',
    'countdown.js',
    'document-row.js',
    'element.js',
    'library.js',
    'limits.js',
    'passage.js',
    'send-file.js',
    'session.js',
    'token.js',
    'upload-queue.js',
  ]),
  ...at('../../client/', ['client.js', 'events.js', 'send.js']),
  ...at('../../web/swagger-ui/', ['swagger-ui-bundle.js', 'swagger-ui.css'], '.gz'),
]);

function at(folder: string, names: readonly string[], ending = ''): [string, URL][] {
  return names.map((name) => [name, new URL(folder + name + ending, import.meta.url)]);
}
