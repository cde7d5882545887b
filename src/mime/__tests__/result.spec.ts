import '../../__tests__/jsdomGaps';

import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { Widget } from '@lumino/widgets';

import { until } from '../../__tests__/eventually';
import { CommandIDs } from '../../companion/tokens';
import { resultActions } from '../resultActions';
import { readResult, RESULT_MIME_TYPE } from '../resultPayload';
import { ResultRenderer } from '../resultRenderer';

const KEPT = {
  v: 1,
  columns: [
    { name: 'run_id', type: 'VARCHAR' },
    { name: 'acc', type: 'DOUBLE' }
  ],
  data: [Array.from({ length: 20 }, (_, i) => `r${i}`), Array.from({ length: 20 }, (_, i) => (i * 7) % 20)],
  row_count: 5000,
  truncated: false,
  elapsed_ms: 12,
  sql: 'select run_id, acc from x\n'
};

describe('an answer in a notebook', () => {
  let renderer: ResultRenderer;
  let asked: string[];
  let opened: string[];

  beforeEach(() => {
    asked = [];
    opened = [];
    renderer = new ResultRenderer({
      mimeType: RESULT_MIME_TYPE,
      actions: { openSql: sql => asked.push(sql), openRun: runId => opened.push(runId) },
      trans: nullTranslator.load('nbtrail')
    });
    Widget.attach(renderer, document.body);
  });
  afterEach(() => renderer.dispose());

  const show = async (data: unknown) =>
    renderer.renderModel({
      data: { [RESULT_MIME_TYPE]: data as never, 'text/plain': 'plain' },
      trusted: false,
      metadata: {},
      setData: () => undefined
    });
  const rows = () => renderer.node.querySelectorAll('tbody tr').length;
  const button = (words: string) =>
    [...renderer.node.querySelectorAll('button')].find(each => each.textContent?.startsWith(words));
  const firstCell = () => renderer.node.querySelector('tbody td')?.textContent;

  it('is a table that says how many rows there were, and shows all that were kept when asked', async () => {
    await show(KEPT);
    await until(() => rows() === 12);
    expect(renderer.node.textContent).toContain('5,000 rows, 20 kept here');
    button('Show all 20 rows')!.click();
    await until(() => rows() === 20);
  });
  it('sorts by a header, down and up and back', async () => {
    await show(KEPT);
    await until(() => button('acc'));
    button('acc')!.click();
    await until(() => firstCell() === 'r17');
    expect(renderer.node.querySelectorAll('th')[1]!.getAttribute('aria-sort')).toBe('descending');
    button('acc')!.click();
    await until(() => firstCell() === 'r0');
  });
  it('draws a chart at one click, and none after another', async () => {
    await show(KEPT);
    await until(() => button('Chart'));
    button('Chart')!.click();
    await until(() => renderer.node.querySelector('figure svg'));
    button('Chart')!.click();
    await until(() => !renderer.node.querySelector('figure'));
  });
  it('leads to the SQL panel and to its runs', async () => {
    await show(KEPT);
    await until(() => button('Open in SQL panel'));
    button('Open in SQL panel')!.click();
    button('r0')!.click();
    expect([asked, opened]).toEqual([['select run_id, acc from x'], ['r0']]);
  });
  it('shows text of others as text', async () => {
    await show({ ...KEPT, data: [['<img src=x>'], [1]] });
    await until(() => rows() === 1);
    expect(renderer.node.querySelector('img')).toBeNull();
    expect(firstCell()).toBe('<img src=x>');
  });
  it('shows the plain text where the data are none of ours', async () => {
    for (const broken of [null, [], { ...KEPT, v: 'x' }, { ...KEPT, data: [[1]] }, { ...KEPT, columns: [{}, {}] }]) {
      expect(readResult(broken)).toBeNull();
    }
    await show({ ...KEPT, data: [[1], [1, 2]] });
    await until(() => renderer.node.textContent === 'plain');
  });

  it.each([
    [
      'cells that are no values',
      { ...KEPT, columns: [{ name: 'a', type: 'TIMESTAMP' }], data: [[{ toString: 1 }, { $float: {} }]] }
    ],
    [
      'lists where the type says struct',
      { ...KEPT, columns: [{ name: 'a', type: 'STRUCT(x INTEGER)' }], data: [[[], 'x', 7]] }
    ],
    ['a type that is none', { ...KEPT, columns: [{ name: 'a', type: 'DECIMAL(((' }], data: [[1, null, {}]] }],
    ['columns of different lengths', { ...KEPT, data: [[1], [1, 2]] }],
    ['counts that are none', { ...KEPT, row_count: -1, elapsed_ms: {} }]
  ])('with %s is a table or the plain text, and never an error', async (_, data) => {
    await show(data);
    await until(() => renderer.node.textContent !== '');
    expect(renderer.node.querySelector('table, pre')).not.toBeNull();
  });

  it('hands its question over to be read, and asks nothing by itself', () => {
    const commands = new CommandRegistry();
    const given: unknown[] = [];
    commands.addCommand(CommandIDs.openSql, { execute: args => given.push(args) });
    resultActions(commands).openSql?.('select 1');
    expect(given).toEqual([{ sql: 'select 1', run: false }]);
  });
});
