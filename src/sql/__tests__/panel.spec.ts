import '../../__tests__/jsdomGaps';

import { currentCompletions, startCompletion } from '@codemirror/autocomplete';
import {
  type CodeMirrorEditor,
  CodeMirrorEditorFactory,
  EditorExtensionRegistry,
  ybinding
} from '@jupyterlab/codemirror';
import { nullTranslator } from '@jupyterlab/translation';
import type { YFile } from '@jupyter/ydoc';
import { Widget } from '@lumino/widgets';

import { CompanionError } from '../../companion/error';
import { AnswerExport } from '../answer/answerExport';
import { SqlPanel } from '../panel/panel';
import { readState } from '../panel/panelState';
import { Question } from '../panel/question';
import { Schema } from '../tables/schema';
import { Shelf } from '../saved/shelf';
import { FakeConnector, result, until } from './fakeConnector';

const registry = new EditorExtensionRegistry();
for (const extension of EditorExtensionRegistry.getDefaultExtensions()) {
  registry.addExtension(extension);
}
registry.addExtension({
  name: 'shared-model-binding',
  factory: ({ model }) =>
    EditorExtensionRegistry.createImmutableExtension(ybinding({ ytext: (model.sharedModel as YFile).ysource }))
});

const RUNS = result({ run_id: 'VARCHAR', acc: 'DOUBLE' }, [
  ['r1', 0.9],
  ['r2', 0.8]
]);

describe('SqlPanel', () => {
  let connector: FakeConnector;
  let shelf: Shelf;
  let panel: SqlPanel;
  let opened: string[][];

  beforeEach(() => {
    connector = new FakeConnector();
    connector.state = 'off';
    shelf = new Shelf({ load: async () => ({}), save: async () => undefined });
    opened = [];
    panel = new SqlPanel({
      connector,
      schema: new Schema(connector),
      shelf,
      services: {
        factoryService: new CodeMirrorEditorFactory({ extensions: registry }),
        mimeTypeService: { getMimeTypeByFilePath: () => '', getMimeTypeByLanguage: () => '' }
      },
      onRuns: runIds => opened.push(runIds)
    });
    Widget.attach(panel, document.body);
  });

  afterEach(() => {
    panel.dispose();
    expect(document.body.querySelector('.nt-SqlPanel')).toBeNull();
  });

  const view = () => (panel.current.editor.editor as CodeMirrorEditor).editor;
  const text = (selector: string) => panel.node.querySelector(selector)?.textContent ?? '';
  const button = (words: string) => [...panel.node.querySelectorAll('button')].find(each => each.textContent === words);
  const press = (init: KeyboardEventInit) =>
    view().contentDOM.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }));

  it('asks with Ctrl Enter, tells how many rows came and how fast, and compares their runs', async () => {
    panel.open('select run_id, acc from runs', '');
    press({ key: 'Enter', code: 'Enter', keyCode: 13, ctrlKey: true } as KeyboardEventInit);
    expect(connector.pending[0].request).toMatchObject({ sql: 'select run_id, acc from runs', limit: 10_000 });
    connector.pending[0].resolve(RUNS);
    await until(() => text('.nt-AnswerBar').includes('2 rows'));
    expect(text('.nt-AnswerBar')).toContain('12 ms');
    await until(() => button('Compare these 2 runs'));
    button('Compare these 2 runs')!.click();
    expect(opened).toEqual([['r1', 'r2']]);
    expect(shelf.history[0]).toMatchObject({ sql: 'select run_id, acc from runs', rows: 2, error: null });
  });

  it('asks only what is selected', () => {
    panel.open('select 1; select 2', '');
    view().dispatch({ selection: { anchor: 10, head: 18 } });
    panel.current.run();
    expect(connector.pending[0].request.sql).toBe('select 2');
  });

  it('shows an error where it is, with what to do, and keeps the answer before', async () => {
    panel.open('select 1', '', true);
    connector.pending[0].resolve(RUNS);
    await until(() => text('.nt-AnswerBar').includes('2 rows'));
    panel.current.open({ sql: 'select nope\nfrom runs', name: '' }, true);
    connector.pending[1].reject(
      new CompanionError({ code: 'NT302', message: 'No column nope', hint: 'Did you mean name?', start: 7, end: 11 })
    );
    await until(() => text('[role=alert]').includes('No column nope'));
    expect(text('[role=alert]')).toContain('Did you mean name?');
    expect(text('.nt-SqlEditor-wrong')).toBe('nope');
    expect(text('.nt-AnswerBar-line')).toContain('2 rows');
    expect(shelf.history[0].error).toBe('NT302');
  });

  it('underlines the place in a selection where the selection stands', async () => {
    panel.open('select 1; select nope', '');
    view().dispatch({ selection: { anchor: 10, head: 21 } });
    panel.current.run();
    connector.pending[0].reject(new CompanionError({ code: 'NT302', message: 'm', start: 7, end: 11 }));
    await until(() => text('.nt-SqlEditor-wrong') === 'nope');
  });

  it('gives a running question up with Escape and says so', async () => {
    panel.open('select slow', '', true);
    await until(() => button('Stop'));
    press({ key: 'Escape', code: 'Escape', keyCode: 27 } as KeyboardEventInit);
    expect(connector.pending[0].signal?.aborted).toBe(true);
    await until(() => text('.nt-AnswerBar').includes('Stopped'));
    expect(shelf.history).toHaveLength(0);
  });

  it('shows the answer to the newest question, whichever comes first', async () => {
    panel.open('select old', '', true);
    panel.current.open({ sql: 'select new', name: '' }, true);
    expect(connector.pending[0].signal?.aborted).toBe(true);
    connector.pending[1].resolve(result({ a: 'BIGINT' }, [[1]]));
    await until(() => text('.nt-AnswerBar').includes('1 row'));
    expect(panel.current.question.asked?.sql).toBe('select new');
  });

  it('says that rows were left out, and asks for more', async () => {
    panel.open('select * from metrics', '', true);
    connector.pending[0].resolve({ ...RUNS, truncated: true });
    await until(() => text('.nt-AnswerBar').includes('First 2 rows'));
    button('Show up to 100,000')!.click();
    expect(connector.pending[1].request.limit).toBe(100_000);
  });

  it('offers questions to begin with, and asks the one that is chosen', async () => {
    await until(() => panel.node.querySelectorAll('.nt-StarterList button').length === 20);
    panel.node.querySelector<HTMLElement>('.nt-StarterList button')!.click();
    expect(panel.current.editor.text).toContain('from runs');
    expect(connector.pending[0].request.sql).toBe(panel.current.editor.text);
  });

  it('completes views, columns behind an alias, and metric keys in strings', async () => {
    connector.answer = ({ sql }) =>
      sql.includes('metric_summary') ? result({ key: 'VARCHAR' }, [['val/acc']]) : result({ key: 'VARCHAR' }, []);
    connector.set('on');
    const offered = async (sql: string): Promise<string[]> => {
      panel.current.editor.text = sql;
      view().dispatch({ selection: { anchor: sql.length } });
      startCompletion(view());
      await until(() => currentCompletions(view().state).length > 0);
      return currentCompletions(view().state).map(({ label }) => label);
    };
    expect(await offered('select * from metric_s')).toContain('metric_summary');
    expect(await offered('select * from runs r where r.prim')).toContain('primary_value');
    await until(() => connector.asked >= 3);
    expect(await offered("select * from metrics where key = 'val")).toEqual(['val/acc']);
  });

  it('says what columns and functions are, in the tree and beside what is completed', async () => {
    const info = async (sql: string, label: string): Promise<unknown> => {
      panel.current.editor.text = sql;
      view().dispatch({ selection: { anchor: sql.length } });
      startCompletion(view());
      const found = () => currentCompletions(view().state).find(option => option.label === label);
      await until(found);
      return found()?.info;
    };
    expect(await info('select metric_a', 'metric_at')).toMatch(/^Value of the metric at that step/);
    expect(await info('select * from runs r where r.last_st', 'last_step')).toMatch(/^Highest step/);
    await until(() => panel.node.querySelector('[data-key="metrics.value"]'));
    expect(panel.node.querySelector<HTMLElement>('[data-key="metrics.value"]')!.title).toBe(
      'The value; NaN and infinities are kept'
    );
  });

  it('takes what the database says of its columns', async () => {
    connector.answer = ({ sql }) =>
      sql.includes('duckdb_columns')
        ? result(
            {
              table_name: 'VARCHAR',
              column_name: 'VARCHAR',
              data_type: 'VARCHAR',
              comment: 'VARCHAR',
              view_comment: 'VARCHAR'
            },
            [['metrics', 'value', 'DOUBLE', 'What was logged', 'A row is a point']]
          )
        : result({ key: 'VARCHAR' }, []);
    connector.set('on');
    const item = (key: string) => panel.node.querySelector<HTMLElement>(`[data-key="${key}"]`);
    await until(() => item('metrics.value')?.title === 'What was logged');
    expect(item('metrics')?.title).toContain('A row is a point');
  });

  it('puts a column where the cursor is, and a view into an empty editor as a question', async () => {
    await until(() => panel.node.querySelector('[data-key="metrics.value"]'));
    panel.node.querySelector<HTMLElement>('[data-key="metrics"]')!.click();
    expect(panel.current.editor.text).toBe('select *\nfrom metrics\nlimit 100');
    view().dispatch({ selection: { anchor: 7, head: 8 } });
    panel.node.querySelector<HTMLElement>('[data-key="metrics.value"]')!.click();
    expect(panel.current.editor.text).toBe('select value\nfrom metrics\nlimit 100');
  });

  const tabs = () => panel.tabs.map(({ title }) => title.label);
  const shown = (selector: string) => panel.current.node.querySelector(selector)?.textContent ?? '';

  it('opens each question in a tab of its own with its own answer, the first in the empty one', async () => {
    expect(tabs()).toEqual(['Question 1']);
    panel.open('select 1', 'One', true);
    connector.pending[0].resolve(RUNS);
    panel.open('select 2', 'Two', true);
    expect(tabs()).toEqual(['One', 'Two']);
    connector.pending[1].reject(new CompanionError({ code: 'NT302', message: 'nope' }));
    await until(() => shown('[role=alert]').includes('nope'));
    expect(panel.tabs[0].question.error).toBeNull();
    expect(panel.tabs[0].question.result).toBe(RUNS);
    expect(panel.node.querySelectorAll('[role=tablist] [role=tab]')).toHaveLength(2);
  });

  it('has the same tabs again from its state, with what was typed and not asked', () => {
    panel.open('select 1', 'One');
    panel.open('select 2 -- unfinished', '');
    const again = JSON.parse(JSON.stringify(panel.state));
    panel.tabs[1].close();
    panel.tabs[0].close();
    panel.restore(readState(again)!);
    expect(panel.tabs.map(({ editor }) => editor.text)).toEqual(['select 1', 'select 2 -- unfinished']);
    expect(panel.tabs.indexOf(panel.current)).toBe(1);
    expect(readState({ tabs: 'x' })).toBeNull();
  });

  it('keeps the text of a closed tab in the history, and never stands without a tab', () => {
    panel.open('select only_typed', '');
    panel.current.close();
    expect(shelf.history[0]).toMatchObject({ sql: 'select only_typed', rows: null, error: null });
    expect(panel.tabs).toHaveLength(1);
    expect(panel.current.isEmpty).toBe(true);
  });

  it('saves a saved question under its name without asking, and marks what differs from it', async () => {
    shelf.save({ name: 'Best', sql: 'select 1', project: 'p', description: 'd' });
    await until(() => panel.node.querySelector('.nt-SavedList-query'));
    panel.node.querySelector<HTMLElement>('.nt-SavedList-query')!.click();
    expect(panel.current.title.label).toBe('Best');
    panel.current.editor.text = 'select 2';
    expect(panel.current.title.className).toBe('nt-mod-changed');
    panel.save();
    await until(() => panel.current.title.className === '');
    expect(shelf.saved).toEqual([{ name: 'Best', sql: 'select 2', project: 'p', description: 'd' }]);
  });

  it('groups saved questions, those of projects first, and opens one only once', async () => {
    shelf.save({ name: 'All', sql: 'select 1' });
    shelf.save({ name: 'Mine', sql: 'select 2', project: 'p', description: 'What I want' });
    await until(() => panel.node.querySelectorAll('.nt-SavedList-query').length === 2);
    expect([...panel.node.querySelectorAll('.nt-SavedList h5')].map(each => each.textContent)).toEqual([
      'p',
      'Every project'
    ]);
    expect(text('.nt-SavedList-query small')).toBe('What I want');
    const [mine] = panel.node.querySelectorAll<HTMLElement>('.nt-SavedList-query');
    mine.click();
    panel.open('select 3', '');
    mine.click();
    expect(tabs()).toEqual(['Mine', 'Question 2']);
    expect(panel.current.name).toBe('Mine');
  });

  it('tells how long a question takes and how far it is', async () => {
    panel.open('select slow', '', true);
    connector.pending[0].onProgress!({ fraction: 0.42, rows: 12_000 });
    const bar = () => panel.node.querySelector('[role=progressbar]');
    await until(bar);
    expect(bar()!.getAttribute('aria-valuenow')).toBe('42');
    expect(shown('.nt-AnswerBar')).toMatch(/asking for 0\.\d s.*12,000 rows read · 42 %/);
    connector.pending[0].resolve(RUNS);
    await until(() => !bar());
  });

  it('narrows the answer to the rows that hold some words, and says how many', async () => {
    panel.open('select name', '', true);
    connector.pending[0].resolve(result({ name: 'VARCHAR' }, [['amber'], ['calm'], ['clam']]));
    const input = () => panel.current.node.querySelector<HTMLInputElement>('.nt-AnswerBar-find');
    await until(input);
    const type = (words: string): void => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input(), words);
      input()!.dispatchEvent(new Event('input', { bubbles: true }));
    };
    type('LM');
    await until(() => shown('.nt-AnswerBar h4') === '1 of 3');
    type('');
    await until(() => shown('.nt-AnswerBar h4') === '3 rows');
  });

  it('says why no cell can be inserted where no notebook is open', async () => {
    await until(() => button('Insert as cell'));
    expect(button('Insert as cell')!.getAttribute('aria-disabled')).toBe('true');
    expect(button('Insert as cell')!.title).toContain('No notebook is open');
  });
});

describe('taking an answer out of the panel', () => {
  const saved: { name: string; blob: Blob }[] = [];
  let blob: Blob;
  let connector: FakeConnector;
  let question: Question;

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
    connector = new FakeConnector();
    question = new Question(connector);
  });
  afterEach(() => jest.restoreAllMocks());

  const exported = async (kind: 'csv' | 'json' | 'parquet') => {
    const exporter = new AnswerExport(connector, question, () => 'Best runs', nullTranslator.load('nbtrail'));
    await exporter.export(kind);
    return saved[0];
  };

  it('makes a file of the rows that are shown, and asks again for all where these were cut', async () => {
    connector.answer = ({ limit }) => ({ ...RUNS, truncated: limit !== 1_000_000 });
    await question.ask({ sql: 'select *', offset: 0 });
    const { name, blob: file } = await exported('csv');
    expect(name).toBe('best-runs.csv');
    expect(file.type).toContain('text/csv');
    expect(connector.asked).toBe(2);
    saved.length = 0;
    connector.answer = () => RUNS;
    await question.ask({ sql: 'select *', offset: 0 });
    expect((await exported('json')).name).toBe('best-runs.json');
    expect(connector.asked).toBe(3);
  });
  it('has the companion make Parquet', async () => {
    connector.answer = () => RUNS;
    await question.ask({ sql: 'select *', offset: 0 });
    expect((await exported('parquet')).name).toBe('best-runs.parquet');
    expect(connector.files).toEqual([{ type: 'query', sql: 'select *' }]);
  });
});
