import { startAsking } from './ask.js';
import { byId } from './element.js';
import { startLibrary } from './library.js';
import { startLimits } from './limits.js';

const library = startLibrary();
const asking = startAsking({ onUnauthorized: askForToken });
startLimits();

byId('token-button').addEventListener('click', () => askForToken());
byId('theme-button').addEventListener('click', switchTheme);
byId('example').addEventListener('click', async () => {
  const response = await fetch('/assets/example.md');
  library.add([new File([await response.blob()], 'french-and-indian-war.md')]);
  asking.fill('When was the French and Indian War?');
});
addEventListener('docent:unauthorized', () => askForToken());
library.load();

async function askForToken() {
  const { openTokenDialog } = await import('./token.js');
  if (await openTokenDialog()) library.load();
}

function switchTheme() {
  const { dataset } = document.documentElement;
  const dark = dataset.theme ? dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  dataset.theme = dark ? 'light' : 'dark';
}
