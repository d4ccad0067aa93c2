import { diag } from '@opentelemetry/api';
import { expect } from 'chai';
import { logDiagnostics } from '../../src/telemetry/diagnostics.ts';

type Line = Record<string, unknown>;

describe('what OpenTelemetry says of itself', () => {
  let nowMs = 0;
  let lines: Line[] = [];
  beforeEach(() => {
    lines = [];
    nowMs = 0;
    const warn = (fields: Line, msg: string) => lines.push({ ...fields, msg });
    logDiagnostics({ warn } as never, () => nowMs);
  });
  after(() => diag.disable());

  it('comes to three lines a minute, and then to how many were not said', () => {
    for (nowMs = 0; nowMs < 120_000; nowMs += 1000) diag.error('again');

    expect(lines.map(({ unsaid }) => unsaid)).to.deep.equal([0, 0, 0, 57, 0, 0]);
  });

  it('is the class and code of an export that failed, without what the collector answered', () => {
    diag.error(JSON.stringify({ name: 'OTLPExporterError', code: '503', stack: 'planted', data: 'planted' }));

    expect(lines).to.deep.equal([
      { problem: 'export failed', type: 'OTLPExporterError', code: '503', unsaid: 0, msg: 'telemetry' },
    ]);
  });

  it('is a sentence without the values that it quotes', () => {
    diag.warn('Header "Authorization" has invalid value (planted) and will be ignored');
    diag.warn("Unknown value 'planted' for KEY, see https://planted@host/path or `planted`");

    expect(lines.map(({ problem }) => problem)).to.deep.equal([
      'Header "…" has invalid value (…) and will be ignored',
      "Unknown value '…' for KEY, see … or `…`",
    ]);
  });

  it('is silent below a warning', () => {
    diag.info('starting');
    diag.debug('planted');

    expect(lines).to.deep.equal([]);
  });
});
