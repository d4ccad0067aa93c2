import { answerText } from './answer-text.js';
import { element } from './element.js';

/** One question and its answer, which `take` is given event by event. */
export function createAnswer(question, { enhanced }) {
  const text = element('p', { class: 'text', dir: 'auto' });
  const foot = element('div', { class: 'foot' });
  const body = element(
    'div',
    { class: 'body', 'aria-busy': 'true' },
    element('p', { class: 'thinking muted' }, 'Reading…'),
    text,
    foot,
  );
  const node = element('article', {}, element('h3', { dir: 'auto' }, question), body);
  let written = '';
  let candidates = [];

  return { node, take, fail, stopped };

  function take(event, data) {
    if (event === 'sources') candidates = data.citations;
    if (event === 'delta') {
      written += data.text;
      body.querySelector('.thinking')?.remove();
      text.replaceChildren(...answerText({ answer: written, citations: candidates }, openPassage));
    }
    if (event === 'done') finish(data);
  }

  function finish(answer) {
    settle();
    body.classList.toggle('refused', !answer.answered);
    text.replaceChildren(...answerText(answer, openPassage));
    foot.replaceChildren(
      ...notesOf(answer),
      ...passagesOf(answer),
      element('p', { class: 'facts muted' }, factsOf(answer)),
    );
  }

  function fail(...message) {
    settle();
    body.classList.add('error');
    foot.replaceChildren(element('div', { role: 'alert', class: 'message' }, ...message.filter(Boolean)));
  }

  function stopped() {
    settle();
    foot.replaceChildren(element('p', { class: 'muted' }, 'Stopped.'));
  }

  function settle() {
    body.removeAttribute('aria-busy');
    body.querySelector('.thinking')?.remove();
  }

  function notesOf({ answered, confidence, degraded, incomplete, statements = [] }) {
    const unsupported = statements.filter(({ support }) => support === 'unsupported').length;
    return [
      enhanced &&
        answered &&
        confidence &&
        element(
          'p',
          { class: `badge ${confidence.level}` },
          `${CONFIDENCE[confidence.level]} confidence · ${Math.round(confidence.score * 100)} %`,
        ),
      degraded && element('p', { class: 'note' }, DEGRADED[degraded] ?? 'Answered without the model.'),
      incomplete && element('p', { class: 'note' }, 'The answer ends early: the model stopped before its end.'),
      unsupported > 0 &&
        element(
          'p',
          { class: 'note' },
          `${unsupported === 1 ? 'One statement is' : `${unsupported} statements are`} not supported by the cited passages, and marked.`,
        ),
    ].filter(Boolean);
  }
}

const CONFIDENCE = { high: 'High', medium: 'Medium', low: 'Low' };
const DEGRADED = {
  llm_unavailable: 'The model could not be reached. These are sentences of your documents.',
  token_budget: 'The budget is spent. These are sentences of your documents.',
};

/** The passages that the answer names, and behind them what else was found. */
function passagesOf({ answer, answered, citations, closest = [] }) {
  const named = citations.filter(({ n }) => answered && answer.includes(`[${n}]`));
  const others = [...citations.filter((one) => !named.includes(one)), ...closest];
  return [
    named.length > 0 && element('section', {}, element('h4', {}, 'Sources'), listOf(named, true)),
    others.length > 0 && element('details', {}, element('summary', {}, 'Closest passages'), listOf(others, false)),
  ].filter(Boolean);
}

function listOf(citations, numbered) {
  return element('ol', { class: 'sources' }, ...citations.map((one) => element('li', {}, sourceButton(one, numbered))));
}

function sourceButton(citation, numbered) {
  const { n, filename, page_number: page, text } = citation;
  return element(
    'button',
    { type: 'button', class: 'source', onclick: () => openPassage(citation) },
    numbered && element('span', { class: 'mark' }, String(n)),
    element('span', { class: 'where' }, element('bdi', {}, filename), page ? ` · page ${page}` : ''),
    element('q', { dir: 'auto' }, text),
  );
}

function factsOf({ answered, answer_mode: mode, model, timings_ms: { total }, usage }) {
  const tokens = usage.total_tokens > 0 ? ` · ${usage.total_tokens.toLocaleString('en')} tokens` : '';
  const cost = usage.cost_usd ? ` · $${usage.cost_usd.toFixed(4)}` : '';
  const by = mode !== 'extractive' ? `${model} · ` : answered ? 'Verbatim from your documents · ' : '';
  return `${by}${total} ms${tokens}${cost}`;
}

/** What shows a passage is loaded when the first is opened. */
async function openPassage(citation) {
  const { showPassage } = await import('./passage.js');
  await showPassage(citation);
}
