import '../../__tests__/jsdomGaps';

import { nullTranslator } from '@jupyterlab/translation';

import { Companion } from '../../__tests__/companion';
import type { SocketConnector } from '../../companion/socketConnector';
import { AnswerExport } from '../answer/answerExport';
import { Question } from '../panel/question';

describe('an answer that is taken out of the panel', () => {
  const saved: { name: string; blob: Blob }[] = [];
  let blob: Blob;
  let companion: Companion;
  let connector: SocketConnector;
  let question: Question;

  beforeAll(async () => {
    companion = await Companion.start();
    connector = companion.connect();
  });

  afterAll(() => companion.dispose());

  beforeEach(() => {
    saved.length = 0;
    URL.createObjectURL = content => {
      blob = content as Blob;
      return 'blob:x';
    };
    URL.revokeObjectURL = () => undefined;
    jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push({ name: this.download, blob });
    });
    question = new Question(connector);
  });
  afterEach(() => {
    question.dispose();
    jest.restoreAllMocks();
  });

  const exported = async (kind: 'csv' | 'json' | 'parquet') => {
    const exporter = new AnswerExport(connector, question, () => 'Best runs', nullTranslator.load('nbtrail'));
    await exporter.export(kind);
    return saved[0]!;
  };
  const text = (file: Blob): Promise<string> =>
    new Promise(resolve => {
      const reader = new FileReader();
      reader.onload = () => resolve(String(reader.result));
      reader.readAsText(file);
    });
  const asked = () => companion.network.questions.length;

  it('makes a file of the rows that are shown', async () => {
    await question.ask({ sql: 'select 1 as n', offset: 0 });
    const before = asked();
    const { name, blob: file } = await exported('json');
    expect(name).toBe('best-runs.json');
    expect(JSON.parse(await text(file))).toEqual([{ n: 1 }]);
    expect(asked()).toBe(before);
  });

  it('asks again for all rows where only the first ones are shown', async () => {
    await question.ask({ sql: 'select range as n from range(20000)', offset: 0 });
    expect(question.result).toMatchObject({ row_count: 10_000, truncated: true });
    const before = asked();
    const { name, blob: file } = await exported('csv');
    expect(name).toBe('best-runs.csv');
    expect(file.type).toContain('text/csv');
    expect((await text(file)).trim().split('\r\n')).toHaveLength(20_001);
    expect(asked()).toBe(before + 1);
  });

  it('is made by the companion where it is Parquet', async () => {
    await question.ask({ sql: 'select 1 as n', offset: 0 });
    const { name, blob: file } = await exported('parquet');
    expect(name).toBe('best-runs.parquet');
    expect(companion.network.sent.at(-1)).toMatchObject({ type: 'query', sql: 'select 1 as n' });
    expect((await text(file)).slice(0, 4)).toBe('PAR1');
  });
});
