import './jsdomGaps';

import { currentCompletions, startCompletion } from '@codemirror/autocomplete';
import {
  CodeMirrorEditor,
  CodeMirrorEditorFactory,
  EditorExtensionRegistry,
  ybinding
} from '@jupyterlab/codemirror';
import type { YFile } from '@jupyter/ydoc';
import { Widget } from '@lumino/widgets';

import { CompanionError } from '../../companion/error';
import { SqlPanel } from '../panel';
import { Schema } from '../schema';
import { Shelf } from '../shelf';
import { FakeConnector, result, until } from './fakeConnector';

const registry = new EditorExtensionRegistry();
for (const extension of EditorExtensionRegistry.getDefaultExtensions()) {
  registry.addExtension(extension);
}
registry.addExtension({
  name: 'shared-model-binding',
  factory: ({ model }) =>
    EditorExtensionRegistry.createImmutableExtension(
      ybinding({ ytext: (model.sharedModel as YFile).ysource })
    )
});

const RUNS = result({ run_id: 'VARCHAR', acc: 'DOUBLE' }, [['r1', 0.9], ['r2', 0.8]]);

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

  const view = () => (panel.editor.editor as CodeMirrorEditor).editor;
  const text = (selector: string) => panel.node.querySelector(selector)?.textContent ?? '';
  const button = (words: string) =>
    [...panel.node.querySelectorAll('button')].find(each => each.textContent === words);
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
    panel.run();
    expect(connector.pending[0].request.sql).toBe('select 2');
  });

  it('shows an error where it is, with what to do, and keeps the answer before', async () => {
    panel.open('select 1', '', true);
    connector.pending[0].resolve(RUNS);
    await until(() => text('.nt-AnswerBar').includes('2 rows'));
    panel.open('select nope\nfrom runs', '', true);
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
    panel.run();
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
    panel.open('select new', '', true);
    expect(connector.pending[0].signal?.aborted).toBe(true);
    connector.pending[1].resolve(result({ a: 'BIGINT' }, [[1]]));
    await until(() => text('.nt-AnswerBar').includes('1 row'));
    expect(panel.question.asked?.sql).toBe('select new');
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
    expect(panel.editor.text).toContain('from runs');
    expect(connector.pending[0].request.sql).toBe(panel.editor.text);
  });

  it('completes views, columns behind an alias, and metric keys in strings', async () => {
    connector.answer = ({ sql }) =>
      sql.includes('metric_summary') ? result({ key: 'VARCHAR' }, [['val/acc']]) : result({ key: 'VARCHAR' }, []);
    connector.set('on');
    const offered = async (sql: string): Promise<string[]> => {
      panel.editor.text = sql;
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
      panel.editor.text = sql;
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
            { table_name: 'VARCHAR', column_name: 'VARCHAR', data_type: 'VARCHAR', comment: 'VARCHAR', view_comment: 'VARCHAR' },
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
    expect(panel.editor.text).toBe('select *\nfrom metrics\nlimit 100');
    view().dispatch({ selection: { anchor: 7, head: 8 } });
    panel.node.querySelector<HTMLElement>('[data-key="metrics.value"]')!.click();
    expect(panel.editor.text).toBe('select value\nfrom metrics\nlimit 100');
  });
});
