import '../../__tests__/jsdomGaps';

import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';

import type { Cell, IQueryRequest, IResult } from '../../companion/wire';
import { FakeConnector, result, until } from '../../sql/__tests__/fakeConnector';
import { CommandIDs, type IColours, type ITrail } from '../../companion/tokens';
import { cardActions } from '../cardActions';
import { RUN_MIME_TYPE } from '../payload';
import { RunRenderer } from '../renderer';

const SNAPSHOT = {
  v: 1,
  run_id: 'r1',
  name: '<img src=x onerror=alert(1)>',
  status: 'running',
  project: 'p',
  params: { lr: '<b>0.1</b>' },
  metrics: { 'val/acc': { last: 0.5 } },
  curves: {
    'val/acc': [
      [0, 0.2],
      [10, 0.5]
    ]
  },
  started_at: Date.now() / 1000 - 600,
  ended_at: null
};

/** The companion's answers, told apart by what each question reads. */
function answers(run: { status: string; last_step: number; acc: number }) {
  return ({ sql }: IQueryRequest): IResult => {
    const one = (row: { [name: string]: Cell }): IResult =>
      result(Object.fromEntries(Object.keys(row).map(name => [name, 'VARCHAR'])), [Object.values(row)]);
    if (sql.includes('baseline_name')) {
      return one({
        run_id: 'r1',
        name: 'calm-heron-31',
        status: run.status,
        started_at: new Date().toISOString(),
        ended_at: run.status === 'running' ? null : new Date().toISOString(),
        duration_seconds: 424,
        last_step: run.last_step,
        total_steps: 20,
        primary_metric: 'val/acc',
        error_name: null,
        error_value: null,
        baseline_id: 'b',
        baseline_name: 'steady-elm-4'
      });
    }
    if (sql.includes('m.best_value')) {
      return one({
        key: 'val/acc',
        goal: 'max',
        last_value: run.acc,
        last_step: run.last_step,
        best_value: run.acc,
        baseline_value: 0.912
      });
    }
    if (sql.includes('full join')) {
      return one({ key: 'lr', was: '0.1', is: '0.01' });
    }
    if (sql.includes('notices')) {
      return result({ message: 'VARCHAR' }, []);
    }
    return result({ run_id: 'VARCHAR', kind: 'VARCHAR', x: 'DOUBLE[]', y: 'DOUBLE[]', gaps: 'DOUBLE[]' }, [
      ['r1', 'line', [0, run.last_step], [0.2, run.acc], null],
      ['b', 'line', [0, 20], [0.2, 0.912], null]
    ]);
  };
}

describe('a run card', () => {
  let connector: FakeConnector;
  let commands: CommandRegistry;
  let renderer: RunRenderer;
  let shown: string[];

  beforeEach(() => {
    connector = new FakeConnector();
    commands = new CommandRegistry();
    shown = [];
    for (const id of [CommandIDs.openRun, CommandIDs.compare]) {
      commands.addCommand(id, { execute: args => shown.push(`${id} ${JSON.stringify(args)}`) });
    }
    const colours: IColours = {
      colour: () => '#0b47e5',
      within: ids => new Map(ids.map(id => [id, '#0b47e5'])),
      changed: new Signal<IColours, void>({} as IColours)
    };
    const trans = nullTranslator.load('nbtrail');
    renderer = new RunRenderer({
      mimeType: RUN_MIME_TYPE,
      trail: { connector, colours } as unknown as ITrail,
      actions: cardActions(commands, trans),
      trans
    });
    Widget.attach(renderer, document.body);
  });

  afterEach(() => renderer.dispose());

  const render = (data: unknown) =>
    renderer.renderModel({
      data: { [RUN_MIME_TYPE]: data as never, 'text/plain': 'Run(r1)' },
      metadata: {},
      trusted: true,
      setData: () => undefined
    });
  const words = () => renderer.node.textContent ?? '';

  it('can be read without the companion, says so, and shows markup as text', async () => {
    connector.state = 'off';
    await render(SNAPSHOT);
    await until(() => words().includes('as the notebook keeps it'));
    expect(words()).toContain('<img src=x onerror=alert(1)>');
    expect(words()).toContain('<b>0.1</b>');
    expect(words()).toContain('0.500');
    expect(words()).toContain('started 10 min ago');
    expect(words()).not.toContain('live');
    expect(renderer.node.querySelector('img, b > b, script')).toBeNull();
    expect(connector.asked).toBe(0);
  });

  it('comes alive with the companion and folds to one line when the run is over', async () => {
    connector.answer = answers({ status: 'running', last_step: 14, acc: 0.921 });
    await render(SNAPSHOT);
    await until(() => words().includes('step 14 of 20'));
    expect(words()).toContain('calm-heron-31live');
    expect(words()).toContain('Against baseline steady-elm-4');
    expect(renderer.node.querySelector('del')?.textContent).toBe('0.1');
    expect(renderer.node.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')).toBe('70');
    expect(renderer.node.querySelectorAll('[role=figure]')).toHaveLength(1);

    connector.answer = answers({ status: 'finished', last_step: 20, acc: 0.931 });
    connector.changed.emit({ type: 'changed', version: 2, views: ['runs'], runs: ['r1'] });
    await until(() => words().includes('finished'));
    expect(renderer.node.querySelector('[role=figure]')).toBeNull();
    expect(words()).toContain('▴ +1.9 pp');
    expect(words()).toContain('7 m 04 s');
  });

  it('asks nothing when other runs change, nor after it is gone', async () => {
    connector.answer = answers({ status: 'running', last_step: 14, acc: 0.921 });
    await render(SNAPSHOT);
    await until(() => words().includes('step 14 of 20'));
    const { asked } = connector;
    connector.changed.emit({ type: 'changed', version: 2, views: ['runs'], runs: ['other'] });
    renderer.dispose();
    connector.changed.emit({ type: 'changed', version: 3, views: ['runs'], runs: ['r1'] });
    connector.set('off');
    connector.set('on');
    await until(() => !renderer.node.isConnected);
    expect(connector.asked).toBe(asked);
  });

  /** What one look at a run with a baseline and one metric takes. */
  const QUESTIONS = 6;

  it('never asks more than four times a second however often the run changes', async () => {
    connector.answer = answers({ status: 'running', last_step: 14, acc: 0.921 });
    await render(SNAPSHOT);
    await until(() => words().includes('step 14 of 20'));
    const before = connector.asked;
    for (let version = 0; version < 50; version++) {
      connector.changed.emit({ type: 'changed', version, views: ['runs'], runs: ['r1'] });
    }
    await until(() => connector.asked > before);
    await until(() => connector.asked >= before + QUESTIONS);
    expect(connector.asked).toBe(before + QUESTIONS);
  });

  it('tells of a run that this history does not hold', async () => {
    connector.answer = ({ sql }) => (sql.includes('baseline_name') ? result({ run_id: 'VARCHAR' }, []) : null);
    await render({ ...SNAPSHOT, status: 'finished', ended_at: Date.now() / 1000 });
    await until(() => words().includes('not in this history'));
  });

  it('opens and compares through commands', async () => {
    connector.answer = answers({ status: 'running', last_step: 14, acc: 0.921 });
    await render(SNAPSHOT);
    await until(() => words().includes('Compare with baseline'));
    for (const button of renderer.node.querySelectorAll<HTMLElement>('.nt-Link')) {
      button.click();
    }
    expect(shown).toEqual([
      `${CommandIDs.openRun} {"runId":"r1"}`,
      `${CommandIDs.compare} {"runIds":["r1"],"baseline":"b"}`
    ]);
  });

  it.each([null, {}, 'x', { v: 1, run_id: 4 }])('shows the plain text for what is no run: %j', async data => {
    await render(data);
    await until(() => words() === 'Run(r1)');
    expect(connector.asked).toBe(0);
  });
});
