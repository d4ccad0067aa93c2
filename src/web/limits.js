import { byId, element } from './element.js';
import { docent, onLimits, standingOf } from './session.js';

/** Shows what is left of the questions, and of everything once somebody asks. */
export function startLimits() {
  onLimits(showButton);
  byId('limits').addEventListener('beforetoggle', ({ newState }) => newState === 'open' && showAll());
}

function showButton() {
  const button = byId('limits-button');
  const standing = standingOf('query');
  button.hidden = !standing && !standingOf('default');
  const wide = element('span', { class: 'wide' }, ' questions');
  if (standing) button.replaceChildren(`${standing.remaining} of ${standing.limit}`, wide, ' left');
  else button.textContent = 'Limits';
}

async function showAll() {
  const panel = byId('limits');
  panel.replaceChildren(element('p', { class: 'muted' }, 'Asking…'));
  try {
    const { limits, budgets, subject } = await docent.usage();
    panel.replaceChildren(
      element('h2', {}, 'What is left'),
      element('p', { class: 'muted' }, subject === 'user' ? 'Of your account' : 'Of this network address'),
      ...limits.map((one) => meter(NAMES[one.policy] ?? one.policy, one)),
      ...budgets.map((one) => (one.budget === 'cost' ? meter('Model cost', one, dollars) : meter('Model tokens', one))),
    );
  } catch (error) {
    panel.replaceChildren(element('p', {}, error.message));
  }
}

const NAMES = { query: 'Questions', upload: 'Uploads', default: 'Other calls' };

function meter(name, { limit, remaining, window_seconds, reset_seconds }, figure = count) {
  const left = `${figure(remaining)} of ${figure(limit)} a ${windowName(window_seconds)}`;
  const again = remaining < limit ? `, more in ${duration(reset_seconds)}` : '';
  return element(
    'div',
    { class: 'meter' },
    element('span', {}, name),
    element('span', { class: 'muted' }, left + again),
    element('meter', { min: 0, max: limit || 1, value: remaining, low: limit / 5, 'aria-label': `${name}: ${left}` }),
  );
}

function count(value) {
  return value.toLocaleString('en');
}

function dollars(value) {
  return `$${value.toFixed(2)}`;
}

function windowName(seconds) {
  const names = { 1: 'second', 60: 'minute', 3600: 'hour', 86400: 'day', 2592000: 'month', 31104000: 'year' };
  return names[seconds] ?? `${duration(seconds)}`;
}

/** Seconds in the words of a person: `42 s`, `3 min`, `5 h`. */
export function duration(seconds) {
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  if (seconds < 7200) return `${Math.ceil(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.ceil(seconds / 3600)} h` : `${Math.ceil(seconds / 86_400)} days`;
}
