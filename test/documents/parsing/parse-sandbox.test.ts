import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { findParseSandbox, type ParseSandbox, sandboxed } from '../../../src/documents/parsing/parse-sandbox.ts';

const run = promisify(execFile);
const OPEN: ParseSandbox = {
  launcher: ['setpriv', '--pdeathsig', 'KILL', '--no-new-privs', '--'],
  network: 'open',
};

describe('the sandbox of a parse child', () => {
  let folder: string;
  let reached = 0;
  const tcp = createServer(() => reached++);
  const local = createServer(() => reached++);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'docent-sandbox-'));
    new DatabaseSync(join(folder, 'live.db')).exec('CREATE TABLE kept (word); INSERT INTO kept VALUES (1)');
    writeFileSync(join(folder, 'other.mjs'), '');
    await new Promise<void>((done) => tcp.listen(0, '127.0.0.1', done));
    await new Promise<void>((done) => local.listen(join(folder, 'socket'), done));
  });
  after(() => {
    tcp.close();
    local.close();
    rmSync(folder, { recursive: true });
  });

  // Each is a module run by the program and flags of a parse child; `$FOLDER` and `$PORT` are real.
  const probes: Record<string, string> = {
    'read a file': 'fs.readFileSync("/etc/hosts")',
    "read its parent's environment": `fs.readFileSync("/proc/${process.pid}/environ")`,
    'read its own': 'fs.readFileSync("/proc/self/environ")',
    'write a file': 'fs.writeFileSync("$FOLDER/escaped", "")',
    'write a report': 'process.report.writeReport("$FOLDER/escaped")',
    'write its heap': 'v8.writeHeapSnapshot("$FOLDER/escaped")',
    'write a trace': 'builtin("trace_events").createTracing({ categories: ["node"] }).enable()',
    'start a program': 'builtin("child_process").execFileSync("touch", ["$FOLDER/escaped"])',
    'become another program': 'process.execve("/usr/bin/touch", ["touch", "$FOLDER/escaped"], {})',
    'start a thread': 'new (builtin("worker_threads").Worker)("0", { eval: true })',
    'start a thread without permissions':
      'new (builtin("worker_threads").Worker)("require(\'fs\').writeFileSync(\'$FOLDER/escaped\', \'\')", { eval: true, execArgv: ["--no-permission"] })',
    'open the database': 'new (require("node:sqlite").DatabaseSync)("$FOLDER/live.db").exec("DELETE FROM kept")',
    'connect to a port': 'await connected(builtin("net").connect($PORT, "127.0.0.1"))',
    'connect to a socket file': 'await connected(builtin("net").connect("$FOLDER/socket"))',
    'connect with TLS': 'await connected(builtin("tls").connect($PORT, "127.0.0.1"))',
    fetch: 'await fetch("http://127.0.0.1:$PORT").catch(({ cause }) => { throw cause })',
    'listen on a port': 'await new Promise((done) => builtin("net").createServer().listen(0, done))',
    "listen on a socket file by a server's inner handle":
      'builtin("net")._createServerHandle("$FOLDER/escaped", -1, -1)',
    'listen on a socket file by the class of its own input':
      'new process.stdin._handle.constructor(0).bind("$FOLDER/escaped")',
    "take a datagram's inner handle": 'builtin("dgram")._createSocketHandle("0.0.0.0", 0, "udp4")',
    'send a datagram': 'builtin("dgram").createSocket("udp4").send("x", $PORT, "127.0.0.1")',
    'look a name up': 'await builtin("dns").promises.lookup("localhost")',
    'ask a name server': 'new (builtin("dns").Resolver)().resolve("example.com", () => {})',
    "use Node's inner bindings": 'process.binding("tcp_wrap")',
    'load an add-on': 'process.dlopen({ exports: {} }, "$FOLDER/addon.node")',
    'open the inspector': 'builtin("inspector").open(0)',
    'inspect itself': 'new (builtin("inspector").Session)().connect()',
    'end its parent': `process.kill(${process.pid}, 0)`,
    "start its parent's inspector": `process._debugProcess(${process.pid})`,
    'slow its parent down': `builtin("os").setPriority(${process.pid}, 19)`,
    'load code that others wrote': 'await import("file://$FOLDER/other.mjs")',
    'make code of a string': 'new Function("return 1")()',
  };
  const DENIED = ['ERR_ACCESS_DENIED', 'ERR_DLOPEN_DISABLED', 'ERR_UNKNOWN_BUILTIN_MODULE', 'EvalError'];

  async function outcomeOf(code: string, sandbox: ParseSandbox): Promise<string> {
    const { port } = tcp.address() as { port: number };
    const [command, ...flags] = sandboxed(sandbox, 768 * 1024 * 1024);
    const real = code.replaceAll('$FOLDER', folder).replaceAll('$PORT', String(port));
    const { stdout } = await run(command, [...flags, '--input-type=module', '-e', probe(real)], { env: {}, cwd: '/' });
    return stdout;
  }

  for (const [what, code] of Object.entries(probes)) {
    it(`keeps it from this, without the kernel's help: ${what}`, async () => {
      expect(await outcomeOf(code, OPEN)).to.be.oneOf(DENIED);

      expect(reached, 'connections').to.equal(0);
      expect(() => readFileSync(join(folder, 'escaped'))).to.throw('ENOENT');
      const rows = new DatabaseSync(join(folder, 'live.db'), { readOnly: true }).prepare('SELECT * FROM kept').all();
      expect(rows).to.have.length(1);
    });
  }

  it('lets the same probes run: what is allowed is done', async () => {
    expect(await outcomeOf('new URL("file:///x")', OPEN)).to.equal('done');
  });

  it('gives it a network of its own, without a way out, where the system allows that', async function () {
    const sandbox = findParseSandbox();
    if (sandbox.network === 'open') this.skip();
    const [command = '', ...rest] = sandbox.launcher;

    const { stdout } = await run(command, [...rest, 'cat', '/proc/net/dev', '/proc/net/route'], { env: {} });

    expect(stdout.match(/^ *\w+:/gm)?.map((name) => name.trim())).to.deep.equal(['lo:']);
    expect(stdout).not.to.match(/^\w+\s+00000000/m);
  });

  it('holds it by Node alone where that is all there is', async () => {
    const sandbox: ParseSandbox = { launcher: ['/bin/sh', '-c', 'ulimit -t 1; exec "$@"', 'sh'], network: 'open' };

    expect(await outcomeOf(probes['write a file'] as string, sandbox)).to.equal('ERR_ACCESS_DENIED');
    const spun = await outcomeOf('for (;;) {}', sandbox).catch((error: { signal: string }) => error.signal);
    expect(spun).to.equal('SIGKILL');
  });
});

/** Prints `done`, or why not. */
function probe(code: string): string {
  return `
    import fs from 'node:fs';
    import v8 from 'node:v8';
    import { createRequire } from 'node:module';
    const require = createRequire('file:///');
    const builtin = process.getBuiltinModule;
    const connected = (socket) => new Promise((done, fail) => socket.once('connect', done).once('error', fail));
    try {
      ${code};
      process.stdout.write('done');
    } catch (error) {
      process.stdout.write(error.code ?? error.name);
    }
    process.exit();`;
}
