import { documentRow } from './document-row.js';
import { announce, byId } from './element.js';
import { docent } from './session.js';
import { createUploadQueue } from './upload-queue.js';

const POLL_MS = 1500;
const POLL_MOST_MS = 10_000;

/** The caller's documents: uploads them, shows how far they are, deletes them. */
export function startLibrary() {
  const list = byId('documents');
  const rows = new Map();
  const unauthorized = () => dispatchEvent(new Event('docent:unauthorized'));
  const unfinished = new Set();
  let total = 0;
  let cursor = null;
  let polling = false;

  const add = createUploadQueue({
    rowOf(file) {
      const row = documentRow({ filename: file.name, bytes: file.size }, { onRemove: () => {} });
      row.say('Waits for its turn');
      list.prepend(row.node);
      return row;
    },
    onDone(document, row) {
      row.node.remove();
      if (!rows.has(document.document_id)) count(total + 1);
      show(document, 'prepend');
      unfinished.add(document.document_id); // pages and passages are told by the list
      announce(`${document.filename} is uploaded.`);
      poll();
    },
    onUnauthorized: unauthorized,
  });
  acceptFiles(add);
  byId('more').addEventListener('click', () => loadPage());
  return { add, load };

  async function load() {
    for (const { node } of rows.values()) node.remove(); // files on their way stay
    rows.clear();
    unfinished.clear();
    cursor = null;
    await loadPage();
  }

  async function loadPage() {
    try {
      const page = await docent.documents({ limit: 50, ...(cursor && { cursor }) });
      for (const document of page.documents) show(document, 'append');
      cursor = page.next_cursor;
      byId('more').hidden = cursor === null;
      byId('library-note').textContent = '';
      count(page.total);
      poll();
    } catch (error) {
      if (error.status === 401) unauthorized();
      byId('library-note').textContent = error.message;
    }
  }

  function show(document, where) {
    const { document_id: id, status } = document;
    const known = rows.get(id);
    const row = known ?? documentRow(document, { onRemove: () => remove(id) });
    row.show(document);
    if (!known) {
      rows.set(id, row);
      list[where](row.node);
    }
    if (status === 'completed' || status === 'failed') unfinished.delete(id);
    else unfinished.add(id);
  }

  function count(next) {
    total = next;
    byId('document-count').textContent = total === 0 ? 'empty' : String(total);
    byId('welcome').classList.toggle('filled', total > 0);
  }

  async function remove(id) {
    try {
      await docent.remove(id, { retries: 2 });
    } catch (error) {
      if (error.status !== 404) return rows.get(id)?.fail(error.message);
    }
    announce('The document is deleted.');
    forget(id);
  }

  function forget(id) {
    rows.get(id)?.node.remove();
    rows.delete(id);
    unfinished.delete(id);
    count(Math.max(0, total - 1));
  }

  /** One call tells of all documents that are on their way; the less changes, the less often it is made. */
  async function poll() {
    if (polling) return;
    polling = true;
    for (let ms = POLL_MS; unfinished.size > 0; ms = Math.min(ms * 1.3, POLL_MOST_MS)) {
      await new Promise((done) => setTimeout(done, ms));
      try {
        const { documents } = await docent.documents({ limit: 200, retries: 3 });
        const waiting = [...unfinished];
        for (const one of documents) if (unfinished.has(one.document_id)) show(one, 'append');
        const listed = new Set(documents.map((one) => one.document_id));
        for (const id of waiting) if (!listed.has(id)) forget(id); // somebody else has deleted it
      } catch (error) {
        byId('library-note').textContent = error.message;
        break;
      }
    }
    polling = false;
  }
}

function acceptFiles(add) {
  const input = byId('files');
  input.addEventListener('change', () => {
    add([...input.files]);
    input.value = '';
  });
  const drop = byId('drop');
  addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  addEventListener('dragleave', ({ relatedTarget }) => relatedTarget ?? drop.classList.remove('over'));
  addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    add([...event.dataTransfer.files]);
  });
}
