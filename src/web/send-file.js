import { authorization, noteLimits } from './session.js';

/**
 * Uploads a file and tells how far it is, in shares of 1, which fetch cannot. Resolves with the answer, errors included:
 * `{ status, body, retryAfterMs }`; rejects where nothing came back, and once `signal` is aborted.
 */
export function sendFile(file, onProgress, signal) {
  const form = new FormData();
  form.append('file', file, file.name);
  const request = new XMLHttpRequest();
  request.open('POST', '/api/v1/documents/upload?wait=1');
  for (const [name, value] of Object.entries(authorization())) request.setRequestHeader(name, value);
  request.responseType = 'json';
  return new Promise((done, failed) => {
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
    request.addEventListener('error', () => failed(new Error('The service could not be reached.')));
    request.addEventListener('abort', () => failed(signal.reason));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.addEventListener('load', () => {
      noteLimits((name) => request.getResponseHeader(name));
      const seconds = Number(request.getResponseHeader('Retry-After') ?? Number.NaN);
      done({
        status: request.status,
        body: request.response ?? {},
        retryAfterMs: Number.isNaN(seconds) ? null : seconds * 1000,
      });
    });
    request.send(form);
  });
}
