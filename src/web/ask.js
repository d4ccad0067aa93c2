import { createAnswer } from './answer.js';
import { countDown } from './countdown.js';
import { announce, byId, element } from './element.js';
import { docent } from './session.js';

/** Asks questions, and shows each answer while it is made. */
export function startAsking({ onUnauthorized }) {
  const form = byId('ask');
  const field = byId('question');
  let running = null;

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (running) return running.abort();
    const question = field.value.trim();
    if (question === '') return;
    field.value = '';
    grow();
    ask(question, byId('enhanced').checked);
  });
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!running) form.requestSubmit();
  });
  field.addEventListener('input', grow);
  return { fill };

  function fill(question) {
    field.value = question;
    grow();
    field.focus();
  }

  function grow() {
    field.rows = Math.min(8, Math.max(1, field.value.split('\n').length + Math.floor(field.value.length / 90)));
  }

  async function ask(question, enhanced) {
    byId('welcome').hidden = true;
    const answer = createAnswer(question, { enhanced });
    byId('answers').append(answer.node);
    reveal(answer);
    const leaving = new AbortController();
    running = leaving;
    byId('send').textContent = 'Stop';
    try {
      for await (const { event, data } of docent.stream(question, { enhanced, signal: leaving.signal }))
        answer.take(event, data);
      announce('The answer is there.');
      reveal(answer);
    } catch (error) {
      if (leaving.signal.aborted) answer.stopped();
      else await refused(answer, error, () => ask(question, enhanced));
    } finally {
      if (running === leaving) running = null;
      if (!running) byId('send').textContent = 'Ask';
    }
  }

  /** Says why there is no answer; where time helps, how much, with a way to ask again. */
  async function refused(answer, error, again) {
    running = null;
    byId('send').textContent = 'Ask';
    if (error.status === 401) onUnauthorized();
    const clock = element('strong', { role: 'timer' });
    const askAgain = () => {
      answer.node.remove();
      again();
    };
    const retry = element('button', { type: 'button', onclick: askAgain }, 'Ask again');
    answer.fail(element('p', {}, reasonOf(error)), error.retryAfterSeconds && element('p', {}, clock), retry);
    reveal(answer);
    announce(reasonOf(error));
    if (!error.retryAfterSeconds) return;
    retry.disabled = true;
    await countDown(clock, error.retryAfterSeconds * 1000, { say: (left) => `You can ask again in ${left}` });
    clock.textContent = 'You can ask again now.';
    retry.disabled = false;
  }
}

function reveal({ node }) {
  node.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
}

/** The clock says when; the message of the service would say it too, and stand still. */
function reasonOf({ code, message }) {
  return code === 'rate_limited' ? 'You have asked as often as the limit allows for now.' : message;
}
