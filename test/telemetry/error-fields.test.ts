import { expect } from 'chai';
import { AppError } from '../../src/errors.ts';
import { errorFields } from '../../src/telemetry/error-fields.ts';

describe('what a log line says of an error', () => {
  it('is its class, its code and where it was thrown, and the same of its causes', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });

    const fields = errorFields(new AppError('internal', 'It failed.', { cause: refused }));

    expect(fields).to.deep.include({ type: 'AppError', code: 'internal', message: 'It failed.' });
    expect(fields.cause).to.deep.include({ type: 'Error', code: 'ECONNREFUSED', message: refused.message });
    expect((fields.stack as string[])[0]).to.contain('error-fields.test.ts');
  });

  it('is nothing of what somebody else wrote into it', () => {
    const foreign = Object.assign(new Error('planted\n    at planted (planted:1:1)\nplanted'), {
      name: 'AI_APICallError',
      code: 'planted, a sentence',
      responseBody: 'planted',
      requestBodyValues: { prompt: 'planted' },
      url: 'https://planted',
    });
    const parsing = thrownBy(() => JSON.parse('planted'));

    for (const error of [foreign, parsing, 'planted', { message: 'planted' }, null])
      expect(JSON.stringify(errorFields(error))).not.to.contain('planted');
    expect(errorFields(foreign).stack).to.have.length.above(0);
  });

  it('is of a message of the language only what it does not quote', () => {
    expect(errorFields(new TypeError("Failed to parse URL from https://user:planted@host, or 'planted'"))).to.include({
      type: 'TypeError',
      message: "Failed to parse URL from … or '…'",
    });
  });

  it('ends, even where causes go in circles', () => {
    const circle = new TypeError('round');
    circle.cause = circle;

    expect(JSON.stringify(errorFields(circle)).match(/round/g)).to.have.length(3);
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
