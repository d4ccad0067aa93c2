/** The system has no process or file descriptor left for a child, or for a thread: no fault of the document's, which can wait. */
export class NoProcessError extends Error {
  override readonly name = 'NoProcessError';
}
