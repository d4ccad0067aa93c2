import { expect } from 'chai';
import { executedFiles, INSPECTED } from './support/executed-files.ts';
import { QUESTION, WAR } from './support/generative.ts';
import { ask, upload } from './support/library.ts';
import { startService } from './support/service.ts';

describe('the path of a question', () => {
  it('runs 30 files at most of operations/, answering/ and llm/ without a model, 50 with the store’s, 105 of src/', async () => {
    await using service = await startService({}, { command: INSPECTED });
    await upload(service, 'war.txt', WAR);
    await ask(service, QUESTION);

    const files = await executedFiles(service, () => ask(service, QUESTION));

    const within = (...folders: string[]) =>
      files.filter((file) => folders.some((folder) => file.startsWith(`src/${folder}/`)));
    expect(files).to.include.members([
      'src/operations/ask.ts',
      'src/answering/answer.ts',
      'src/documents/index/bm25.ts',
    ]);
    expect(within('operations', 'answering', 'llm')).to.have.length.at.most(30);
    expect(within('operations', 'answering', 'llm', 'documents')).to.have.length.at.most(50);
    expect(files).to.have.length.at.most(105);
  });
});
