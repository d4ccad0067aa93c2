/**
 * Ends the process with `code`, whatever a name server does.
 *
 * Node's exit joins a name lookup in progress, and the system's resolver may wait 10 s and more for one. A process that
 * replaces itself by one that only exits has no such thread, and keeps its pid for whoever waits for it.
 */
export function exitAtOnce(code: number): never {
  if (process.execve && process.getActiveResourcesInfo().includes('GetAddrInfoReqWrap'))
    process.execve(process.execPath, ['node', '--eval', `process.exit(${code})`], {});
  process.exit(code);
}
