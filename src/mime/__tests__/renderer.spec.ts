import '../../__tests__/jsdomGaps';

import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';

import { Companion } from '../../__tests__/companion';
import { eventually } from '../../__tests__/eventually';
import { History } from '../../__tests__/history';
import type { SocketConnector } from '../../companion/socketConnector';
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

describe('a run card', () => {
  let companion: Companion;
  let history: History;
  let connector: SocketConnector;
  let commands: CommandRegistry;
  let renderer: RunRenderer;
  let shown: string[];

  beforeAll(async () => {
    companion = await Companion.start();
  });

  afterAll(() => companion.dispose());

  beforeEach(() => {
    connector = companion.connect();
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

  afterEach(() => {
    renderer.dispose();
    connector.dispose();
    companion.network.mend();
  });

  /** A baseline, and a run that is at step 14 of 20. */
  const record = async (): Promise<typeof SNAPSHOT> => {
    history = new History(companion)
      .run(1, {
        name: 'steady-elm-4',
        params: { lr: 0.1 },
        metrics: { 0: { 'val/acc': 0.2 }, 20: { 'val/acc': 0.912 } }
      })
      .run(2, {
        name: 'calm-heron-31',
        params: { lr: 0.01 },
        metrics: { 0: { 'val/acc': 0.2 }, 14: { 'val/acc': 0.921 } },
        totalSteps: 20,
        status: null
      })
      .run(3)
      .baseline(1);
    await companion.sync();
    return { ...SNAPSHOT, run_id: history.id(2) };
  };

  const render = (data: unknown) =>
    renderer.renderModel({
      data: { [RUN_MIME_TYPE]: data as never, 'text/plain': 'Run(r1)' },
      metadata: {},
      trusted: true,
      setData: () => undefined
    });
  const words = () => renderer.node.textContent ?? '';
  const shows = (text: string) => eventually(() => expect(words()).toContain(text));
  const asked = () => companion.network.questions.length;
  it('can be read without the companion, says so, and shows markup as text', async () => {
    await companion.lose(connector);
    const before = asked();
    await render(SNAPSHOT);
    await shows('as saved in the notebook');
    expect(words()).toContain('<img src=x onerror=alert(1)>');
    expect(words()).toContain('<b>0.1</b>');
    expect(words()).toContain('0.500');
    expect(words()).toContain('started 10 min ago');
    expect(words()).not.toContain('live');
    expect(renderer.node.querySelector('img, b > b, script')).toBeNull();
    expect(asked()).toBe(before);
  });

  it('comes alive with the companion and folds to one line when the run is over', async () => {
    await render(await record());
    await shows('step 14 of 20');
    expect(words()).toContain('calm-heron-31live');
    expect(words()).toContain('Against baseline steady-elm-4');
    expect(renderer.node.querySelector('del')?.textContent).toBe('0.1');
    expect(renderer.node.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')).toBe('70');
    expect(renderer.node.querySelectorAll('figure')).toHaveLength(1);

    history.log(2, 20, { 'val/acc': 0.931 }).end(2, 424);
    await shows('finished');
    await eventually(() => expect(renderer.node.querySelector('figure')).toBeNull());
    expect(words()).toContain('+1.9 pp');
    expect(words()).toContain('7 m 04 s');
  });

  it('calls a finished run better only where repeats of the baseline tell how much they differ', async () => {
    const effect = () => renderer.node.querySelector('.nt-Effect');
    const snapshot = await record();
    history.log(2, 20, { 'val/acc': 0.931 }).end(2, 424);
    await companion.sync();
    await render({ ...snapshot, status: 'finished' });
    await eventually(() => expect(effect()?.textContent).toBe('+1.9 pp'));
    expect(effect()?.className).toContain('nt-muted');
    expect(effect()?.getAttribute('title')).toBe('one run each, so the noise is unknown');

    history
      .fact('params', 1, { params: { seed: 1 } })
      .run(4, { params: { lr: 0.1, seed: 2 }, metrics: { 3: { 'val/acc': 0.911 } } })
      .fact('run_tagged', 2, { add: ['looked at again'], remove: [] });
    await eventually(() => expect(effect()?.textContent).toBe('▴ +1.9 pp'));
    expect(effect()?.className).toContain('nt-good');
  });

  it('asks nothing when other runs change, nor after it is gone', async () => {
    await render(await record());
    await shows('step 14 of 20');
    const before = asked();
    await companion.told(() => history.log(3, 4, { 'val/acc': 0.1 }));
    renderer.dispose();
    await companion.told(() => history.log(2, 15, { 'val/acc': 0.93 }));
    companion.network.cut();
    await eventually(() => expect(connector.state).toBe('connecting'));
    companion.network.mend();
    await eventually(() => expect(connector.state).toBe('on'));
    expect(renderer.node.isConnected).toBe(false);
    expect(asked()).toBe(before);
  });

  it('asks no more once it is alive: what changes comes by itself', async () => {
    await render(await record());
    await shows('step 14 of 20');
    const before = asked();
    for (let step = 15; step <= 17; step++) {
      history.log(2, step, { 'val/acc': 0.93 });
      await shows(`step ${step} of 20`);
    }
    expect(asked()).toBe(before);
  });

  it('tells of a run that this history does not hold', async () => {
    await render({ ...SNAPSHOT, status: 'finished', ended_at: Date.now() / 1000 });
    await shows('not in this history');
  });

  it('opens and compares through commands', async () => {
    await render(await record());
    await shows('Compare with baseline');
    for (const button of renderer.node.querySelectorAll<HTMLElement>('.nt-Link')) {
      button.click();
    }
    expect(shown).toEqual([
      `${CommandIDs.openRun} {"runId":"${history.id(2)}"}`,
      `${CommandIDs.compare} {"runIds":["${history.id(2)}"],"baseline":"${history.id(1)}"}`
    ]);
  });

  it.each([null, {}, 'x', { v: 1, run_id: 4 }])('shows the plain text for what is no run: %j', async data => {
    const before = asked();
    await render(data);
    await eventually(() => expect(words()).toBe('Run(r1)'));
    expect(asked()).toBe(before);
  });
});
