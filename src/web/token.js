import { element } from './element.js';
import { setToken } from './session.js';

let open;

/** Asks for a bearer token. Resolves with whether one was given, or taken away. It is kept in memory only. */
export function openTokenDialog() {
  open ??= ask().finally(() => {
    open = undefined;
  });
  return open;
}

function ask() {
  const input = element('input', {
    type: 'password',
    id: 'token',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: 'eyJhbGciOi…',
  });
  const form = element(
    'form',
    { method: 'dialog' },
    element('h2', { id: 'token-title' }, 'Bearer token'),
    element(
      'p',
      {},
      'Your documents, limits and budgets are your own. The token stays in this page’s memory and is gone when you leave.',
    ),
    element('label', { for: 'token' }, 'Token'),
    input,
    element(
      'div',
      { class: 'actions' },
      element('button', { type: 'button', class: 'quiet', onclick: () => dialog.close() }, 'Cancel'),
      element('button', { type: 'submit', value: 'use' }, 'Use it'),
    ),
  );
  const dialog = element('dialog', { class: 'small', 'aria-labelledby': 'token-title' }, form);
  form.addEventListener('submit', () => setToken(input.value.trim().replace(/^Bearer\s+/i, ''))); // before whatever comes next
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'use');
    });
  });
}
