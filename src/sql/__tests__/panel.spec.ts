import '../../__tests__/jsdomGaps';

import { completionStatus, currentCompletions, startCompletion } from '@codemirror/autocomplete';
import {
  type CodeMirrorEditor,
  CodeMirrorEditorFactory,
  EditorExtensionRegistry,
  ybinding
} from '@jupyterlab/codemirror';
import type { YFile } from '@jupyter/ydoc';
import { Widget } from '@lumino/widgets';

import { Companion } from '../../__tests__/companion';
import { eventually, until } from '../../__tests__/eventually';
import { History } from '../../__tests__/history';
import type { SocketConnector } from '../../companion/socketConnector';
import { SqlPanel } from '../panel/panel';
import { readState } from '../panel/panelState';
import { Schema } from '../tables/schema';
import { QueryLibrary } from '../saved/queryLibrary';

const registry = new EditorExtensionRegistry();
for (const extension of EditorExtensionRegistry.getDefaultExtensions()) {
  registry.addExtension(extension);
}
registry.addExtension({
  name: 'shared-model-binding',
  factory: ({ model }) =>
    EditorExtensionRegistry.createImmutableExtension(ybinding({ ytext: (model.sharedModel as YFile).ysource }))
});

/** A question that takes longer than anybody waits. */
const SLOW = 'select count(*) from range(100000000000) as t(i) where sin(i) > 2';
const TWO_ROWS = 'select unnest([1, 2]) as n';

describe('SqlPanel', () => {
  let companion: Companion;
  let history: History;
  let connector: SocketConnector;
  let library: QueryLibrary;
  let panel: SqlPanel;
  let opened: string[][];

  beforeAll(async () => {
    companion = await Companion.start();
    history = new History(companion).run(1).run(2);
    await companion.sync();
  });

  afterAll(() => companion.dispose());

  beforeEach(() => {
    companion.network.sent.length = 0;
    connector = companion.connect();
    library = new QueryLibrary({ load: async () => ({}), save: async () => undefined });
    opened = [];
    panel = new SqlPanel({
      connector,
      schema: new Schema(connector),
      library,
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
    connector.dispose();
    companion.network.release();
    companion.network.alter = message => message;
    expect(document.body.querySelector('.nt-SqlPanel')).toBeNull();
  });

  const view = () => (panel.current.editor.editor as CodeMirrorEditor).editor;
  const text = (selector: string) => panel.node.querySelector(selector)?.textContent ?? '';
  const button = (words: string) => [...panel.node.querySelectorAll('button')].find(each => each.textContent === words);
  const press = (init: KeyboardEventInit) =>
    view().contentDOM.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }));

  /** What the panel asked last, not counting what it reads of the database for completion. */
  const asked = () =>
    companion.network.sent
      .flatMap(request => (request.type === 'query' ? [request] : []))
      .filter(({ sql }) => sql === panel.current.editor.text || panel.current.editor.text.includes(sql))
      .at(-1);

  it('asks with Ctrl Enter, tells how many rows came and how fast, and compares their runs', async () => {
    const sql = `select run_id, primary_value as acc from runs where project = '${history.project}' order by name`;
    panel.open(sql, '');
    press({ key: 'Enter', code: 'Enter', keyCode: 13, ctrlKey: true } as KeyboardEventInit);
    await until(() => text('.nt-AnswerBar').includes('2 rows'));
    expect(asked()).toMatchObject({ sql, limit: 10_000 });
    expect(text('.nt-AnswerBar')).toMatch(/\d m?s/);
    await until(() => button('Compare these 2 runs'));
    button('Compare these 2 runs')!.click();
    expect(opened).toEqual([[history.id(1), history.id(2)]]);
    expect(library.history[0]).toMatchObject({ sql, rows: 2, error: null });
  });

  it('asks only what is selected', async () => {
    panel.open('select 1; select 2', '');
    view().dispatch({ selection: { anchor: 10, head: 18 } });
    panel.current.run();
    await until(() => text('.nt-AnswerBar').includes('1 row'));
    expect(asked()!.sql).toBe('select 2');
    expect(panel.current.question.result?.data).toEqual([[2]]);
  });

  it('shows an error where it is, with what to do, and keeps the answer before', async () => {
    panel.open(TWO_ROWS, '', true);
    await until(() => text('.nt-AnswerBar').includes('2 rows'));
    panel.current.open({ sql: 'select nme\nfrom runs', name: '' }, true);
    await until(() => text('[role=alert]').includes('nme'));
    expect(text('[role=alert]')).toContain('Did you mean name');
    expect(text('.nt-SqlEditor-wrong')).toBe('nme');
    expect(text('.nt-AnswerBar-line')).toContain('2 rows');
    expect(library.history[0]!.error).toBe('NT302');
  });

  it('underlines the place in a selection where the selection stands', async () => {
    panel.open('select 1; select nope from runs', '');
    view().dispatch({ selection: { anchor: 10, head: 31 } });
    panel.current.run();
    await until(() => text('.nt-SqlEditor-wrong') === 'nope');
  });

  it('gives a running question up with Escape and says so', async () => {
    panel.open(SLOW, '', true);
    await until(() => button('Stop') && asked());
    press({ key: 'Escape', code: 'Escape', keyCode: 27 } as KeyboardEventInit);
    await until(() => text('.nt-AnswerBar').includes('Stopped'));
    expect(companion.network.sent).toContainEqual(expect.objectContaining({ type: 'cancel' }));
    expect(library.history).toHaveLength(0);
  });

  it('shows the answer to the newest question, whichever comes first', async () => {
    await until(() => connector.state === 'on');
    companion.network.hold();
    panel.open('select 1 as old', '', true);
    await until(() => asked());
    panel.current.open({ sql: 'select 2 as new', name: '' }, true);
    await until(() => asked());
    companion.network.release();
    await until(() => text('.nt-AnswerBar').includes('1 row'));
    expect(panel.current.question.asked?.sql).toBe('select 2 as new');
    expect(panel.current.question.result?.data).toEqual([[2]]);
  });

  it('says that rows were left out, and asks for more', async () => {
    panel.open('select range from range(20000)', '', true);
    await until(() => text('.nt-AnswerBar').includes('First 10,000 rows'));
    button('Show up to 100,000')!.click();
    await until(() => text('.nt-AnswerBar').includes('20,000 rows'));
    expect(asked()!.limit).toBe(100_000);
  });

  it('offers questions to begin with, and asks the one that is chosen', async () => {
    await until(() => panel.node.querySelectorAll('.nt-StarterList button').length === 20);
    panel.node.querySelector<HTMLElement>('.nt-StarterList button')!.click();
    expect(panel.current.editor.text).toContain('from runs');
    await until(() => panel.current.question.result);
    expect(asked()!.sql).toBe(panel.current.editor.text);
  });

  it('completes views, columns behind an alias, and metric keys in strings', async () => {
    const offered = (sql: string): Promise<string[]> => {
      panel.current.editor.text = sql;
      view().dispatch({ selection: { anchor: sql.length } });
      return eventually(() => {
        if (completionStatus(view().state) === null) {
          startCompletion(view());
        }
        const labels = currentCompletions(view().state).map(({ label }) => label);
        expect(labels).not.toEqual([]);
        return labels;
      });
    };
    expect(await offered('select * from metric_s')).toContain('metric_summary');
    expect(await offered('select * from runs r where r.prim')).toContain('primary_value');
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

  it('takes what the database says of its columns, also where that is another than it was built with', async () => {
    companion.network.alter = message =>
      message.replaceAll('The value; NaN and infinities are kept', 'What was logged');
    const item = (key: string) => panel.node.querySelector<HTMLElement>(`[data-key="${key}"]`);
    await until(() => item('metrics.value')?.title === 'What was logged');
    expect(item('metrics')?.title).toContain('a logged point');
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
    panel.open(TWO_ROWS, 'One', true);
    panel.open('select nope from runs', 'Two', true);
    expect(tabs()).toEqual(['One', 'Two']);
    await until(() => shown('[role=alert]').includes('nope'));
    await until(() => panel.tabs[0]!.question.result);
    expect(panel.tabs[0]!.question.error).toBeNull();
    expect(panel.tabs[0]!.question.result?.data).toEqual([[1, 2]]);
    expect(panel.node.querySelectorAll('[role=tablist] [role=tab]')).toHaveLength(2);
  });

  it('has the same tabs again from its state, with what was typed and not asked', () => {
    panel.open('select 1', 'One');
    panel.open('select 2 -- unfinished', '');
    const again = JSON.parse(JSON.stringify(panel.state));
    panel.tabs[1]!.close();
    panel.tabs[0]!.close();
    panel.restore(readState(again)!);
    expect(panel.tabs.map(({ editor }) => editor.text)).toEqual(['select 1', 'select 2 -- unfinished']);
    expect(panel.tabs.indexOf(panel.current)).toBe(1);
    expect(readState({ tabs: 'x' })).toBeNull();
  });

  it('keeps the text of a closed tab in the history, and never stands without a tab', () => {
    panel.open('select only_typed', '');
    panel.current.close();
    expect(library.history[0]).toMatchObject({ sql: 'select only_typed', rows: null, error: null });
    expect(panel.tabs).toHaveLength(1);
    expect(panel.current.isEmpty).toBe(true);
  });

  it('saves a saved question under its name without asking, and marks what differs from it', async () => {
    library.save({ name: 'Best', sql: 'select 1', project: 'p', description: 'd' });
    await until(() => panel.node.querySelector('.nt-SavedList-query'));
    panel.node.querySelector<HTMLElement>('.nt-SavedList-query')!.click();
    expect(panel.current.title.label).toBe('Best');
    panel.current.editor.text = 'select 2';
    expect(panel.current.title.className).toBe('nt-mod-changed');
    panel.save();
    await until(() => panel.current.title.className === '');
    expect(library.saved).toEqual([{ name: 'Best', sql: 'select 2', project: 'p', description: 'd' }]);
  });

  it('groups saved questions, those of projects first, and opens one only once', async () => {
    library.save({ name: 'All', sql: 'select 1' });
    library.save({ name: 'Mine', sql: 'select 2', project: 'p', description: 'What I want' });
    await until(() => panel.node.querySelectorAll('.nt-SavedList-query').length === 2);
    expect([...panel.node.querySelectorAll('.nt-SavedList h5')].map(each => each.textContent)).toEqual([
      'p',
      'Every project'
    ]);
    expect(text('.nt-SavedList-query small')).toBe('What I want');
    const [mine] = panel.node.querySelectorAll<HTMLElement>('.nt-SavedList-query');
    mine!.click();
    panel.open('select 3', '');
    mine!.click();
    expect(tabs()).toEqual(['Mine', 'Question 2']);
    expect(panel.current.name).toBe('Mine');
  });

  it('tells how long a question takes and how far it is', async () => {
    // How far it is, is only known of scans of more rows than a test wants to record.
    companion.network.alter = message => {
      const push = JSON.parse(message) as { type?: string };
      return push.type === 'progress' ? JSON.stringify({ ...push, fraction: 0.42, rows: 12_000 }) : message;
    };
    panel.open(SLOW, '', true);
    const bar = () => panel.node.querySelector('[role=progressbar]');
    await until(bar);
    expect(bar()!.getAttribute('aria-valuenow')).toBe('42');
    expect(shown('.nt-AnswerBar')).toMatch(/running for \d+\.\d s.*12,000 rows read · 42 %/);
    button('Stop')!.click();
    await until(() => !bar());
  });

  it('narrows the answer to the rows that hold some words, and says how many', async () => {
    panel.open("select unnest(['amber', 'calm', 'clam']) as name", '', true);
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
