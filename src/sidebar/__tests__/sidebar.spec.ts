import '../../__tests__/jsdomGaps';

import { act } from '../../__tests__/act';
import { Companion } from '../../__tests__/companion';
import { eventually } from '../../__tests__/eventually';
import { History } from '../../__tests__/history';
import type { RequestBody } from '../../companion/wire';
import { mountSidebar } from './mountSidebar';

type Sidebar = Awaited<ReturnType<typeof mountSidebar>>;

let companion: Companion;
let history: History;
let sidebar: Sidebar;

Object.assign(globalThis, { CSS: { escape: (text: string) => text } });

beforeAll(async () => {
  companion = await Companion.start();
});

afterAll(() => companion.dispose());

beforeEach(async () => {
  history = new History(companion).run(1).run(2).run(3);
  await companion.sync();
  sidebar = await mountSidebar(companion);
  await eventually(() => expect(sidebar.names()).toEqual(['run-3', 'run-2', 'run-1']));
});

afterEach(() => {
  sidebar.unmount();
  companion.network.release();
  companion.network.mend();
});

/** Shows the list of another history, whose rows are these from the top. */
const open = async (other: History, names: string[]) => {
  act(() => sidebar.model.chooseProject(other.project));
  await eventually(() => expect(sidebar.names()).toEqual(names));
};
const list = () => sidebar.host.querySelector<HTMLElement>('[role=listbox]')!;
const over = (type: 'pointerover' | 'pointerout') =>
  act(() => {
    list().dispatchEvent(new MouseEvent(type, { bubbles: true, relatedTarget: document.body }));
  });
const press = async (key: string, more: KeyboardEventInit = {}) => {
  act(() => {
    document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more }));
  });
  // A row that comes into sight has the focus with the next frame.
  await new Promise(requestAnimationFrame);
};
const type = (text: string) => {
  const input = sidebar.host.querySelector<HTMLInputElement>('.nt-Filter input')!;
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!;
  act(() => {
    set.call(input, text);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
};

describe('the list', () => {
  it('shows the newest run first, and the pinned baseline above all', async () => {
    expect(sidebar.names()).toEqual(['run-3', 'run-2', 'run-1']);
    history.baseline(1);
    await eventually(() => expect(sidebar.names()).toEqual(['run-1', 'run-3', 'run-2']));
  });

  it('lets new runs wait while the pointer is inside, and changes values in place', async () => {
    const waiting = () => sidebar.host.querySelector<HTMLElement>('.nt-Waiting');
    over('pointerover');
    history.run(4).fact('run_named', 3, { name: 'renamed' });
    await eventually(() => {
      expect(sidebar.names()).toEqual(['renamed', 'run-2', 'run-1']);
      expect(waiting()?.textContent).toContain('1 new run');
    });
    act(() => waiting()!.click());
    await eventually(() => expect(sidebar.names()).toEqual(['run-4', 'renamed', 'run-2', 'run-1']));

    history.run(5);
    await eventually(() => expect(waiting()?.textContent).toContain('1 new run'));
    expect(sidebar.names()).not.toContain('run-5');
    over('pointerout');
    await eventually(() => expect(sidebar.names()[0]).toBe('run-5'));
  });

  it('asks nothing while it is hidden, and catches up when it is shown', async () => {
    act(() => {
      sidebar.model.visible = false;
    });
    const asked = companion.network.questions.length;
    companion.network.hold();
    await companion.told(() => history.run(4));
    // What was asked before may still be answered.
    const answered = companion.network.held;
    await companion.told(() => history.run(5));
    expect([companion.network.questions.length, companion.network.held]).toEqual([asked, answered]);
    companion.network.release();
    act(() => {
      sidebar.model.visible = true;
    });
    await eventually(() => expect(sidebar.names()[0]).toBe('run-5'));
  });

  it('has all runs of this notebook, and says the project of those that are of another one', async () => {
    history.run(4, { project: 'fixed split' });
    act(() => {
      sidebar.model.list.choose({ notebook: history.notebook });
      sidebar.model.chooseNotebook();
    });
    const lines = () => [...sidebar.host.querySelectorAll('.nt-RunRow-meta')].map(line => line.textContent);
    await eventually(() =>
      expect(lines().map(line => line!.startsWith('fixed split · '))).toEqual([true, false, false, false])
    );
    expect(sidebar.model.list.choice.project).toBe(history.project);
    expect(sidebar.model.list.sql).not.toContain('r.project');

    act(() => sidebar.model.chooseProject(history.project));
    expect(sidebar.model.list.choice.scope).toBe('all');
    expect(sidebar.model.list.sql).toContain(`r.project = '${history.project}'`);
  });

  it('says what a metric came to, where the number that is shown was its best on the way', async () => {
    const peaks = new History(companion)
      .run(1, { metrics: { 9: { 'val/acc': 0.964 }, 14: { 'val/acc': 0.951 } } })
      .run(2, { metrics: { 14: { 'val/acc': 0.96 } } });
    await open(peaks, ['run-2', 'run-1']);
    const [ended, peaked] = sidebar.options();
    expect(peaked!.querySelector('.nt-RunRow-result')?.textContent).toBe('0.964last 0.951');
    expect(peaked!.getAttribute('title')).toContain('val/acc: best 0.964 at step 9, last 0.951');
    expect(peaked!.getAttribute('aria-label')).toContain('best val/acc 0.964, last 0.951');
    expect(ended!.querySelector('.nt-RunRow-result')?.textContent).toBe('0.960');
  });

  describe('with a baseline', () => {
    const acc = (value: number) => ({ metrics: { 3: { 'val/acc': value } } });
    const compared = () =>
      new History(companion)
        .run(1, { ...acc(0.911), params: { lr: 0.1 } })
        .run(2, { ...acc(0.913), params: { lr: 0.2 } })
        .run(3, { ...acc(0.92), params: { lr: 0.3 } })
        .run(4, { ...acc(0.953), params: { lr: 0.4 } })
        .baseline(1);
    const delta = (index: number) => sidebar.options()[index]!.querySelector('.nt-RunRow-delta')!;
    const deltas = () => [1, 2, 3].map(index => delta(index).textContent);

    it('calls nothing better or worse that repeats of the baseline do not tell from noise', async () => {
      const noisy = compared();
      act(() => sidebar.model.chooseProject(noisy.project));
      await eventually(() => expect(deltas()).toEqual(['+4.2', '+0.9', '+0.2']));
      expect(delta(1).className).toContain('nt-mod-unknown');
      expect(sidebar.options()[1]!.getAttribute('title')).toContain(
        'val/acc against the baseline: +4.2 pp, one run each, so the noise is unknown'
      );
      expect(sidebar.options()[1]!.getAttribute('aria-label')).toContain('one run each, so the noise is unknown');

      noisy
        .fact('params', 1, { params: { seed: 1 } })
        .fact('params', 2, { params: { lr: 0.1, seed: 2 } })
        .run(0, { ...acc(0.908), params: { lr: 0.1, seed: 3 } });
      await eventually(() => expect(deltas()).toEqual(['▴ +4.2', '≈ +0.9', '+0.2']));
      expect(sidebar.options()[2]!.getAttribute('title')).toContain('within the noise of the baseline’s repeats');
      expect(sidebar.options()[3]!.getAttribute('aria-label')).toContain('a repeat of the baseline');
      expect(delta(3).className).toContain('nt-mod-unknown');
    });

    it('knows no noise where repeats of the baseline do not differ', async () => {
      const steady = compared()
        .fact('params', 1, { params: { seed: 1 } })
        .run(0, { ...acc(0.911), params: { lr: 0.1, seed: 2 } });
      act(() => sidebar.model.chooseProject(steady.project));
      await eventually(() => expect(deltas()).toEqual(['+4.2', '+0.9', '+0.2']));
      expect(sidebar.options()[1]!.getAttribute('title')).toContain('do not differ, so the noise is unknown');
    });
  });

  it('says its order, its metric and the unit of differences, and counts the baseline', async () => {
    const head = () => sidebar.host.querySelector('.nt-RunsHead')!;
    expect(head().textContent).toBe('Runs3Newest first · val/acc');
    history.baseline(1);
    await eventually(() => expect(head().textContent).toBe('Runs3Newest first · val/acc, Δ pp'));
    act(() => sidebar.model.list.choose({ sort: 'best' }));
    await eventually(() => expect(head().textContent).toBe('Runs3Best first · val/acc, Δ pp'));
  });

  it('shows text of the user as text', async () => {
    history.fact('run_named', 3, { name: '<img src=x onerror=alert(1)>' });
    await eventually(() => expect(sidebar.names()[0]).toBe('<img src=x onerror=alert(1)>'));
    expect(sidebar.host.querySelector('img')).toBeNull();
  });

  it('draws only the rows in sight of thousands', async () => {
    const long = new History(companion);
    for (let number = 0; number < 3000; number++) {
      long.run(number, { metrics: {}, began: long.began + number });
    }
    act(() => sidebar.model.chooseProject(long.project));
    await eventually(() => expect(sidebar.options()[0]?.getAttribute('aria-setsize')).toBe('3000'));
    expect(sidebar.options().length).toBeGreaterThan(10);
    expect(sidebar.options().length).toBeLessThan(60);
  });
});

describe('the keyboard', () => {
  it('moves, selects, opens and clears; one row alone is reachable by Tab', async () => {
    const reachable = () => sidebar.options().filter(({ tabIndex }) => tabIndex === 0);
    expect(reachable()).toHaveLength(1);
    act(() => reachable()[0]!.focus());
    await press('ArrowDown');
    expect(document.activeElement?.getAttribute('data-run')).toBe(history.id(2));
    await press(' ');
    await press('ArrowDown', { shiftKey: true });
    expect(sidebar.model.selection.ids.sort()).toEqual([history.id(1), history.id(2)]);
    expect(sidebar.options().map(node => node.getAttribute('aria-selected'))).toEqual(['false', 'true', 'true']);
    expect(reachable()).toHaveLength(1);
    const bar = sidebar.host.querySelector('[role=toolbar]')!;
    expect(bar.textContent).toContain('Compare 2');
    act(() => bar.querySelector('button')!.click());
    expect(sidebar.executed[0]!.id).toBe('compare-selected-runs');
    await press('Enter');
    expect(sidebar.executed[1]).toEqual({ id: 'open-run', args: { runId: history.id(1) } });
    await press('Escape');
    expect(sidebar.host.querySelector('[role=toolbar]')).toBeNull();
    await press('/');
    expect(document.activeElement).toBe(sidebar.host.querySelector('.nt-Filter input'));
  });

  it('opens at a click, toggles with Ctrl, extends with Shift', () => {
    const [first, second, third] = sidebar.options();
    const click = (node: HTMLElement, more: MouseEventInit = {}) =>
      act(() => void node.dispatchEvent(new MouseEvent('click', { bubbles: true, ...more })));
    click(first!);
    expect(sidebar.executed).toEqual([{ id: 'open-run', args: { runId: history.id(3) } }]);
    click(second!, { ctrlKey: true });
    click(third!, { shiftKey: true });
    expect(sidebar.model.selection.ids).toEqual([3, 2, 1].map(number => history.id(number)));
    act(() => sidebar.model.selection.clear());
    click(first!.querySelector<HTMLElement>('[data-part=swatch]')!);
    expect(sidebar.executed[1]).toEqual({ id: 'hide-runs', args: { runIds: [history.id(3)] } });
  });
});

describe('the filter', () => {
  it('keeps the last result at an error, points at the place and says it in words', async () => {
    type('run');
    await eventually(() => expect(sidebar.model.list.where).toContain("'%run%'"));
    const applied = sidebar.model.list.where;
    expect(companion.network.sent).toContainEqual(expect.objectContaining({ type: 'filter', text: 'run' }));
    type('lr >');
    const error = () => sidebar.host.querySelector('[role=alert]');
    await eventually(() => expect(error()?.textContent).toContain('A value is missing after >'));
    expect(sidebar.names()).toHaveLength(3);
    expect(error()!.querySelector('u')?.textContent).toBe('>');
    expect(sidebar.model.list.where).toBe(applied);
    expect(sidebar.host.querySelector('.nt-Filter input')?.getAttribute('aria-invalid')).toBe('true');
    type('');
    await eventually(() => expect(error()).toBeNull());
  });

  it('says that no run has a name, and which are close, where nothing matches', async () => {
    const near = new History(companion)
      .run(1, { metrics: { 3: { 'val/acc': 0.9, 'train/acc': 0.95 } } })
      .run(2)
      .run(3)
      .baseline(1);
    await open(near, ['run-1', 'run-3', 'run-2']);
    const empty = () => sidebar.host.querySelector('.nt-Empty');
    type('acc > 0.9');
    await eventually(() =>
      expect(empty()?.textContent).toContain('No run has acc. Did you mean val/acc or train/acc?')
    );
    expect(sidebar.names()).toEqual(['run-1']);
    await eventually(() => expect(sidebar.host.querySelector('.nt-RunsHead')!.textContent).toContain('0 of 3'));
    type('fox');
    await eventually(() => expect(empty()?.textContent).toContain('No run matches this filter.'));
    act(() => empty()!.querySelector<HTMLElement>('button')!.click());
    await eventually(() => {
      expect(empty()).toBeNull();
      expect(sidebar.names()).toHaveLength(3);
    });
  });

  it('shows the list as SQL', async () => {
    act(() => sidebar.host.querySelector<HTMLElement>('.nt-Filter-sql')!.click());
    expect(sidebar.host.querySelector('.nt-FilterSql pre')?.textContent).toContain('FROM runs AS r');
  });
});

describe('without a companion', () => {
  it('keeps the rows readable and says that recording goes on', async () => {
    const banner = () => sidebar.host.querySelector<HTMLElement>('.nt-Banner');
    await companion.lose(sidebar.connector);
    await eventually(() =>
      expect(banner()?.textContent).toContain('Recording continues in the journal; everything appears when it is back')
    );
    expect(sidebar.names()).toHaveLength(3);
    act(() => banner()!.querySelector('button')!.click());
    expect(sidebar.executed[0]!.id).toBe('restart-companion');
  });
});

describe('while the disk of the store refuses', () => {
  it('says what is wrong and what to do', async () => {
    const told = 'The store /data cannot be written, its disk is full: what is in the journals waits there';
    const ask = sidebar.connector.request.bind(sidebar.connector);
    jest.spyOn(sidebar.connector, 'request').mockImplementation((async (body: RequestBody) => {
      const answer = await ask(body);
      return body.type === 'status' ? { ...answer, trouble: told } : answer;
    }) as typeof ask);
    act(() => void document.dispatchEvent(new Event('visibilitychange')));
    await eventually(() => {
      const banner = sidebar.host.querySelector('.nt-Banner')?.textContent;
      expect(banner).toContain(told);
      expect(banner).toContain('Free space');
    });
  });
});
