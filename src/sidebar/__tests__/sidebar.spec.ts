import '../../__tests__/jsdomGaps';

import { act } from 'react';

import { CompanionError } from '../../companion/error';
import { FakeCompanion, fakeRun, mountSidebar } from './companion';

type Sidebar = Awaited<ReturnType<typeof mountSidebar>>;

let companion: FakeCompanion;
let sidebar: Sidebar;

Object.assign(globalThis, { CSS: { escape: (text: string) => text } });

beforeEach(async () => {
  companion = new FakeCompanion();
  companion.runs = [1, 2, 3].map(number => fakeRun(number));
  sidebar = await mountSidebar(companion);
});

afterEach(() => sidebar.unmount());

const list = () => sidebar.host.querySelector<HTMLElement>('[role=listbox]')!;
const over = (type: 'pointerover' | 'pointerout') =>
  act(() => {
    list().dispatchEvent(new MouseEvent(type, { bubbles: true, relatedTarget: document.body }));
  });
const press = async (key: string, more: KeyboardEventInit = {}) => {
  await act(async () => {
    const target = document.activeElement!;
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more }));
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
  });
};
const type = async (text: string) => {
  const input = sidebar.host.querySelector<HTMLInputElement>('.nt-Filter input')!;
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!;
  act(() => {
    set.call(input, text);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await sidebar.settle(900);
};

describe('the list', () => {
  it('shows the newest run first, and the pinned baseline above all', async () => {
    expect(sidebar.names()).toEqual(['run-3', 'run-2', 'run-1']);
    companion.runs[0].is_baseline = true;
    companion.push();
    await sidebar.settle(700);
    expect(sidebar.names()).toEqual(['run-1', 'run-3', 'run-2']);
  });

  it('lets new runs wait while the pointer is inside, and changes values in place', async () => {
    over('pointerover');
    companion.runs.push(fakeRun(4));
    companion.runs[2].name = 'renamed';
    companion.push();
    await sidebar.settle(700);
    expect(sidebar.names()).toEqual(['renamed', 'run-2', 'run-1']);
    const waiting = sidebar.host.querySelector<HTMLElement>('.nt-Waiting')!;
    expect(waiting.textContent).toContain('1 new run');
    act(() => waiting.click());
    await sidebar.settle(700);
    expect(sidebar.names()).toEqual(['run-4', 'renamed', 'run-2', 'run-1']);

    companion.runs.push(fakeRun(5));
    companion.push();
    await sidebar.settle(700);
    expect(sidebar.names()).not.toContain('run-5');
    over('pointerout');
    await sidebar.settle(700);
    expect(sidebar.names()[0]).toBe('run-5');
  });

  it('asks nothing while it is hidden, and catches up when it is shown', async () => {
    act(() => {
      sidebar.model.visible = false;
    });
    const asked = companion.asked;
    companion.runs.push(fakeRun(4));
    companion.push();
    await sidebar.settle(600);
    expect(companion.asked).toBe(asked);
    act(() => {
      sidebar.model.visible = true;
    });
    await sidebar.settle(600);
    expect(sidebar.names()[0]).toBe('run-4');
  });

  it('has all runs of this notebook, and says the project of those that are of another one', async () => {
    companion.runs[2].project = 'fixed split';
    act(() => {
      sidebar.model.list.choose({ notebook: 'a.ipynb' });
      sidebar.model.chooseNotebook();
    });
    await sidebar.settle(700);
    expect(sidebar.model.list.choice.project).toBe('p');
    expect(sidebar.model.list.sql).not.toContain('r.project');
    const lines = [...sidebar.host.querySelectorAll('.nt-RunRow-meta')].map(line => line.textContent);
    expect(lines.map(line => line!.startsWith('fixed split · '))).toEqual([true, false, false]);

    act(() => sidebar.model.chooseProject('p'));
    expect(sidebar.model.list.choice.scope).toBe('all');
    expect(sidebar.model.list.sql).toContain("r.project = 'p'");
  });

  it('says what a metric came to, where the number that is shown was its best on the way', async () => {
    companion.runs = [
      fakeRun(1, { value: 0.964, best_step: 9, last_value: 0.951 }),
      fakeRun(2, { value: 0.96, best_step: 14, last_value: 0.96 })
    ];
    companion.push();
    await sidebar.settle(700);
    const [ended, peaked] = sidebar.options();
    expect(peaked.querySelector('.nt-RunRow-result')?.textContent).toBe('0.964last 0.951');
    expect(peaked.getAttribute('title')).toContain('val/acc: best 0.964 at step 9, last 0.951');
    expect(peaked.getAttribute('aria-label')).toContain('best val/acc 0.964, last 0.951');
    expect(ended.querySelector('.nt-RunRow-result')?.textContent).toBe('0.960');
  });

  it('calls nothing better or worse that repeats of the baseline do not tell from noise', async () => {
    companion.runs = [
      fakeRun(1, { is_baseline: true, value: 0.911 }),
      fakeRun(2, { value: 0.913 }),
      fakeRun(3, { value: 0.92 }),
      fakeRun(4, { value: 0.953 })
    ];
    companion.push();
    await sidebar.settle(700);
    const delta = (index: number) => sidebar.options()[index].querySelector('.nt-RunRow-delta')!;
    const shown = () => [1, 2, 3].map(index => delta(index).textContent);
    expect(shown()).toEqual(['+4.2', '+0.9', '+0.2']);
    expect(delta(1).className).toContain('nt-mod-unknown');
    expect(sidebar.options()[1].getAttribute('title')).toContain(
      'val/acc against the baseline: +4.2 pp, one run against one'
    );
    expect(sidebar.options()[1].getAttribute('aria-label')).toContain('one run against one');

    companion.repeats = { r1: 0.911, r2: 0.913, other: 0.908 };
    companion.push();
    await sidebar.settle(700);
    expect(shown()).toEqual(['▴ +4.2', '≈ +0.9', '+0.2']);
    expect(sidebar.options()[2].getAttribute('title')).toContain('within what repeats of the baseline may spread over');
    expect(sidebar.options()[3].getAttribute('aria-label')).toContain('a repeat of the baseline');
    expect(delta(3).className).toContain('nt-mod-unknown');

    companion.repeats = { r1: 0.911, r2: 0.911 };
    companion.push();
    await sidebar.settle(700);
    expect(shown()).toEqual(['+4.2', '+0.9', '+0.2']);
    expect(sidebar.options()[1].getAttribute('title')).toContain('do not differ, so the noise is unknown');
  });

  it('says its order, its metric and the unit of differences, and counts the baseline', async () => {
    const head = () => sidebar.host.querySelector('.nt-RunsHead')!;
    expect(head().textContent).toBe('Runs3Newest first · val/acc');
    companion.runs[0].is_baseline = true;
    companion.push();
    await sidebar.settle(700);
    expect(head().textContent).toBe('Runs3Newest first · val/acc, Δ pp');
    act(() => sidebar.model.list.choose({ sort: 'best' }));
    await sidebar.settle(700);
    expect(head().textContent).toBe('Runs3Best first · val/acc, Δ pp');
  });

  it('shows text of the user as text', async () => {
    companion.runs[2].name = '<img src=x onerror=alert(1)>';
    companion.push();
    await sidebar.settle(700);
    expect(sidebar.names()[0]).toBe('<img src=x onerror=alert(1)>');
    expect(sidebar.host.querySelector('img')).toBeNull();
  });

  it('draws only the rows in sight of thousands', async () => {
    companion.runs = Array.from({ length: 3000 }, (_, i) =>
      fakeRun(i, { started_at: new Date(1.7e12 + i * 1000).toISOString() })
    );
    companion.push();
    await sidebar.settle(900);
    expect(sidebar.options().length).toBeGreaterThan(10);
    expect(sidebar.options().length).toBeLessThan(60);
    expect(sidebar.options()[0].getAttribute('aria-setsize')).toBe('3000');
  });
});

describe('the keyboard', () => {
  it('moves, selects, opens and clears; one row alone is reachable by Tab', async () => {
    const reachable = () => sidebar.options().filter(({ tabIndex }) => tabIndex === 0);
    expect(reachable()).toHaveLength(1);
    act(() => reachable()[0].focus());
    await press('ArrowDown');
    expect(document.activeElement?.getAttribute('data-run')).toBe('r2');
    await press(' ');
    await press('ArrowDown', { shiftKey: true });
    expect(sidebar.model.selection.ids.sort()).toEqual(['r1', 'r2']);
    expect(sidebar.options().map(node => node.getAttribute('aria-selected'))).toEqual(['false', 'true', 'true']);
    expect(reachable()).toHaveLength(1);
    const bar = sidebar.host.querySelector('[role=toolbar]')!;
    expect(bar.textContent).toContain('Compare 2');
    act(() => bar.querySelector('button')!.click());
    expect(sidebar.executed[0].id).toBe('compare-selected-runs');
    await press('Enter');
    expect(sidebar.executed[1]).toEqual({ id: 'open-run', args: { runId: 'r1' } });
    await press('Escape');
    expect(sidebar.host.querySelector('[role=toolbar]')).toBeNull();
    await press('/');
    expect(document.activeElement).toBe(sidebar.host.querySelector('.nt-Filter input'));
  });

  it('opens at a click, toggles with Ctrl, extends with Shift', () => {
    const [first, second, third] = sidebar.options();
    const click = (node: HTMLElement, more: MouseEventInit = {}) =>
      act(() => void node.dispatchEvent(new MouseEvent('click', { bubbles: true, ...more })));
    click(first);
    expect(sidebar.executed).toEqual([{ id: 'open-run', args: { runId: 'r3' } }]);
    click(second, { ctrlKey: true });
    click(third, { shiftKey: true });
    expect(sidebar.model.selection.ids).toEqual(['r3', 'r2', 'r1']);
    act(() => sidebar.model.selection.clear());
    click(first.querySelector<HTMLElement>('[data-part=swatch]')!);
    expect(sidebar.executed[1]).toEqual({ id: 'hide-runs', args: { runIds: ['r3'] } });
  });
});

describe('the filter', () => {
  it('keeps the last result at an error, points at the place and says it in words', async () => {
    await type('fox');
    expect(companion.filters).toContain('fox');
    companion.wrong['lr >'] = new CompanionError({
      code: 'NT320',
      message: 'A value is missing after >',
      start: 3,
      end: 4
    });
    await type('lr >');
    expect(sidebar.names()).toHaveLength(3);
    const error = sidebar.host.querySelector('[role=alert]')!;
    expect(error.textContent).toContain('A value is missing after >');
    expect(error.querySelector('u')?.textContent).toBe('>');
    expect(sidebar.model.list.where).toBe('fox');
    expect(sidebar.host.querySelector('.nt-Filter input')?.getAttribute('aria-invalid')).toBe('true');
    await type('');
    expect(sidebar.host.querySelector('[role=alert]')).toBeNull();
  });

  it('says that no run has a name, and which are close, where nothing matches', async () => {
    companion.runs[0].is_baseline = true;
    companion.matchless = 'acc > 0.9';
    companion.named = { 'acc > 0.9': ['acc'] };
    companion.unknown = { acc: ['val/acc', 'train/acc'] };
    await type('acc > 0.9');
    expect(sidebar.names()).toEqual(['run-1']);
    expect(sidebar.host.querySelector('.nt-RunsHead')!.textContent).toContain('0 of 3');
    expect(sidebar.host.querySelector('.nt-Empty')!.textContent).toContain(
      'No run has acc. Did you mean val/acc or train/acc?'
    );
    companion.unknown = {};
    companion.matchless = companion.runs[0].name = 'fox';
    await type('fox');
    expect(sidebar.host.querySelector('.nt-Empty')!.textContent).toContain('No run matches this filter.');
    act(() => sidebar.host.querySelector<HTMLElement>('.nt-Empty button')!.click());
    await sidebar.settle(900);
    expect(sidebar.host.querySelector('.nt-Empty')).toBeNull();
    expect(sidebar.names()).toHaveLength(3);
  });

  it('shows the list as SQL', async () => {
    act(() => sidebar.host.querySelector<HTMLElement>('.nt-Filter-sql')!.click());
    expect(sidebar.host.querySelector('.nt-FilterSql pre')?.textContent).toContain('FROM runs AS r');
  });
});

describe('without a companion', () => {
  it('keeps the rows readable and says that recording goes on', async () => {
    act(() => companion.set('off'));
    expect(sidebar.names()).toHaveLength(3);
    const banner = sidebar.host.querySelector<HTMLElement>('.nt-Banner')!;
    expect(banner.textContent).toContain('Recording goes on in the journal; everything appears when it is back');
    act(() => banner.querySelector('button')!.click());
    expect(sidebar.executed[0].id).toBe('restart-companion');
  });
});
