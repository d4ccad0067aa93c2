import { element } from './element.js';

/** One document of the list. `signal` is aborted once it is taken off. */
export function documentRow({ filename, bytes }, { onRemove }) {
  const left = new AbortController();
  const status = element('span', { class: 'status muted' });
  const bar = element('progress', { max: 100, value: 0, 'aria-label': `Progress of ${filename}` });
  const removeButton = element(
    'button',
    { type: 'button', class: 'quiet icon', 'aria-label': `Delete ${filename}`, onclick: ask },
    cross(),
  );
  const node = element(
    'li',
    {},
    element('span', { class: 'kind', 'aria-hidden': 'true' }, kindOf(filename)),
    element('span', { class: 'name', title: filename }, element('bdi', {}, filename)),
    status,
    bar,
    removeButton,
  );
  return {
    node,
    status,
    signal: left.signal,
    say: (words) => {
      status.textContent = words;
    },
    progress: (share) => {
      bar.value = share * 100;
    },
    fail,
    show(document) {
      const over = document.status === 'completed' || document.status === 'failed';
      node.classList.toggle('over', over);
      bar.value = document.progress;
      if (document.status === 'failed') fail(document.error?.message ?? document.message);
      else status.textContent = over ? factsOf(document) : document.message;
    },
  };

  function fail(message) {
    node.classList.add('over', 'failed');
    status.textContent = message;
  }

  /** Deleting cannot be undone: it takes a second press, for which there are a few seconds. */
  function ask() {
    if (removeButton.dataset.asked) {
      left.abort();
      node.classList.add('leaving');
      onRemove();
      if (!node.classList.contains('over')) node.remove();
      return;
    }
    removeButton.dataset.asked = 'yes';
    removeButton.replaceChildren('Delete?');
    removeButton.setAttribute('aria-label', `Delete ${filename} for good?`);
    setTimeout(() => {
      delete removeButton.dataset.asked;
      removeButton.setAttribute('aria-label', `Delete ${filename}`);
      removeButton.replaceChildren(cross());
    }, 4000);
  }

  function factsOf({ pages, chunk_count: passages }) {
    const facts = [
      pages ? `${pages} ${pages === 1 ? 'page' : 'pages'}` : null,
      passages ? `${passages} ${passages === 1 ? 'passage' : 'passages'}` : null,
      sizeOf(bytes),
    ];
    return facts.filter(Boolean).join(' · ');
  }
}

function kindOf(filename) {
  const [, extension = 'txt'] = /\.(\w{1,4})$/.exec(filename) ?? [];
  return extension.toLowerCase();
}

function sizeOf(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function cross() {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', 'M5.5 5.5l9 9m0-9l-9 9');
  svg.append(path);
  return svg;
}
