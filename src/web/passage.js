import { element } from './element.js';
import { authorization, docent } from './session.js';

/** How much of the text stands around the quotation, in UTF-16 code units. */
const AROUND = 1500;

/** Opens the passage of a citation in its text: the quotation highlighted, what stands around it, file and page. */
export async function showPassage({
  document_id: id,
  filename,
  page_number: page,
  relevance_score: relevance,
  start,
  end,
  source,
}) {
  const content = element(
    'div',
    { class: 'passage', dir: 'auto', tabindex: 0 },
    element('p', { class: 'muted' }, 'Opening…'),
  );
  const message = element('span', { role: 'status' });
  const facts = [
    page && `Page ${page}`,
    source === 'ocr' && 'read from a scan',
    `${Math.round(relevance * 100)} % relevant`,
  ];
  const dialog = element(
    'dialog',
    { 'aria-labelledby': 'passage-title', onclose: () => dialog.remove() },
    element(
      'div',
      { class: 'head' },
      element(
        'div',
        {},
        element('h2', { id: 'passage-title' }, element('bdi', {}, filename)),
        element('p', { class: 'muted' }, facts.filter(Boolean).join(' · ')),
      ),
      element('button', { type: 'button', class: 'quiet', onclick: () => dialog.close() }, 'Close'),
    ),
    content,
    element(
      'div',
      { class: 'actions' },
      message,
      element(
        'button',
        { type: 'button', class: 'quiet', onclick: () => download(id, filename, message) },
        'Download the file',
      ),
    ),
  );
  dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  try {
    const slice = await docent.text(id, { start: Math.max(0, start - AROUND), end: end + AROUND });
    const quotation = element('mark', {}, slice.text.slice(start - slice.start, end - slice.start));
    content.replaceChildren(
      slice.start > 0 ? '… ' : '',
      wellFormed(slice.text.slice(0, start - slice.start)),
      quotation,
      wellFormed(slice.text.slice(end - slice.start)),
      slice.end < slice.total_chars ? ' …' : '',
    );
    content.scrollTop = quotation.offsetTop - content.offsetTop - content.clientHeight / 3;
  } catch (error) {
    content.replaceChildren(element('p', {}, error.message));
  }
}

/** A slice may begin or end in the middle of a pair of code units. */
function wellFormed(text) {
  return text.toWellFormed().replaceAll('\uFFFD', '');
}

/** A link could not send the token. */
async function download(id, filename, message) {
  const response = await fetch(`/api/v1/documents/${id}/file`, { headers: authorization() });
  if (!response.ok) {
    message.textContent = (await response.json()).message;
    return;
  }
  const url = URL.createObjectURL(await response.blob());
  element('a', { href: url, download: filename }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
