/** A day's work in JupyterLab: what the screen says is so, and what was left comes back. */
import { expect, test, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import {
  chooseProject,
  execute,
  openNotebook,
  openSidebar,
  runRow,
  typeInFirstCell,
  watchConsole
} from './support/lab';
import { reloadWithTabs } from './support/reloadWithTabs';
import { killCompanion, seed, sql, type ISeed } from './support/store';

const PREVIEW = '.lm-TabBar-tab.nt-mod-preview';
const root = (): string => process.env.NBTRAIL_TEST_ROOT ?? '';

const SWEEP: ISeed[] = [0.1, 0.01, 0.001].flatMap(lr =>
  [0, 1].map(seed => ({
    name: `resnet18-fmnist-cosine-aug2-lr${lr}-s${seed}`,
    params: { lr, seed, epochs: 3 },
    metrics: [{ 'val/acc': 0.8 + lr }, { 'val/acc': 0.85 + lr + seed / 100 }]
  }))
);

async function sidebarOf(page: IJupyterLabPageFixture, project: string, runs: readonly ISeed[]): Promise<Locator> {
  seed(project, runs);
  const sidebar = await openSidebar(page);
  await chooseProject(sidebar, project);
  await expect(sidebar.getByRole('option').first()).toHaveAttribute('aria-setsize', String(runs.length));
  return sidebar;
}

const colours = (sidebar: Locator): Promise<string[]> =>
  sidebar
    .locator('.nt-RunRow .nt-Swatch')
    .evaluateAll(marks => marks.map(mark => getComputedStyle(mark).backgroundColor));

test('names that begin alike say what differs, in colours of their own, and no line but a baseline is dashed', async ({
  page
}) => {
  const sidebar = await sidebarOf(page, 'alike', SWEEP);
  await expect(sidebar.locator('.nt-RunsHead-shared')).toContainText('resnet18-fmnist-cosine-aug2-');
  await expect(sidebar.locator('.nt-RunRow-name')).toHaveText([
    'lr 0.001 · seed 1',
    'lr 0.001 · seed 0',
    'lr 0.01 · seed 1',
    'lr 0.01 · seed 0',
    'lr 0.1 · seed 1',
    'lr 0.1 · seed 0'
  ]);
  await expect(runRow(sidebar, SWEEP[0]!.name)).toHaveAttribute('title', new RegExp(SWEEP[0]!.name));
  await expect.poll(async () => new Set(await colours(sidebar)).size).toBe(SWEEP.length);
  await expect(sidebar.locator('.nt-mod-dashed, [stroke-dasharray]')).toHaveCount(0);
  await runRow(sidebar, SWEEP[0]!.name).focus();
  await page.keyboard.press('b');
  await expect(sidebar.getByRole('option', { name: /, baseline/ })).toBeVisible();
  await expect(sidebar.locator('.nt-RunRow:not(.nt-mod-baseline) [stroke-dasharray]')).toHaveCount(0);
});

test('no two rows of a mixed list read the same at 250 pixels', async ({ page }) => {
  const others = ['calm-heron-31', 'steady-elm-4', 'quiet-maple-8', 'dusty-orca-21', 'rapid-pine-8'].map(name => ({
    name
  }));
  const bert = SWEEP.map(run => ({
    ...run,
    name: run.name.replace('resnet18-fmnist-cosine-aug2', 'bert-base-uncased')
  }));
  const train = [0.1, 0.2].map(lr => ({ name: 'train', params: { lr } }));
  const sidebar = await sidebarOf(page, 'mixed', [...SWEEP, ...others, ...bert, ...train]);
  await page.sidebar.setWidth(250, 'left');
  await expect(sidebar.locator('.nt-RunsHead-shared')).toHaveCount(0);
  await expect(runRow(sidebar, SWEEP[0]!.name).locator('.nt-RowName')).toHaveText('resnet18… lr 0.1 · seed 0');
  const read = (): Promise<string[]> =>
    sidebar.locator('.nt-RunRow-name').evaluateAll(names =>
      names.map(name => {
        const room = name.getBoundingClientRect().right + 0.5;
        const pieces = Array.from(name.querySelectorAll('.nt-mod-hard'));
        return pieces.length === 0
          ? (name.textContent ?? '')
          : pieces
              .filter(piece => piece.getBoundingClientRect().right <= room)
              .map(piece => piece.textContent)
              .join('');
      })
    );
  await expect.poll(async () => new Set(await read()).size).toBe(SWEEP.length * 2 + others.length + train.length);
});

test('thirty runs of one list have colours that differ, or none', async ({ page }) => {
  const many = Array.from({ length: 30 }, (_, index) => ({
    name: `run ${String.fromCharCode(97 + (index % 26))}${index}`
  }));
  const sidebar = await sidebarOf(page, 'many', many);
  await expect(sidebar.getByRole('option').first()).toBeVisible();
  const ink = await sidebar.evaluate(node => {
    const probe = node.appendChild(document.createElement('i'));
    probe.style.background = 'var(--nt-ink)';
    const found = getComputedStyle(probe).backgroundColor;
    probe.remove();
    return found;
  });
  await expect.poll(async () => (await colours(sidebar)).some(colour => colour !== ink)).toBe(true);
  const shown = (await colours(sidebar)).filter(colour => colour !== ink);
  expect(new Set(shown).size).toBe(shown.length);
});

test('a click opens a run in one tab that the next click reuses, and a double click keeps it', async ({ page }) => {
  const sidebar = await sidebarOf(page, 'preview', SWEEP);
  const row = (index: number): Locator => runRow(sidebar, SWEEP[index]!.name);
  await row(0).click();
  await expect(page.locator(PREVIEW)).toContainText(SWEEP[0]!.name);
  await expect(page.locator(PREVIEW).locator('.lm-TabBar-tabLabel')).toHaveCSS('font-style', 'italic');
  await row(1).click();
  await expect(page.locator(PREVIEW)).toHaveCount(1);
  await expect(page.locator(PREVIEW)).toContainText(SWEEP[1]!.name);
  await expect(page.locator('.lm-TabBar-tab').filter({ hasText: SWEEP[0]!.name })).toHaveCount(0);

  await row(2).click({ modifiers: ['ControlOrMeta'] });
  await row(3).click({ modifiers: ['ControlOrMeta'] });
  await page.keyboard.press('c');
  await expect(page.locator('.nt-Compare')).toBeVisible();
  await expect(page.locator(PREVIEW)).toHaveCount(1);
  await expect(page.locator('.nt-Run')).toHaveCount(0);

  await page.locator(PREVIEW).dblclick();
  await expect(page.locator('.lm-TabBar-tab.lm-mod-current .lm-TabBar-tabLabel').filter({ hasText: 'lr' })).toHaveCSS(
    'font-style',
    'normal'
  );
  await expect(page.locator(PREVIEW)).toHaveCount(0);
  await page.keyboard.press('Escape');
  await row(4).dblclick();
  await expect(page.locator('.lm-TabBar-tab').filter({ hasText: SWEEP[4]!.name })).toBeVisible();
  await expect(page.locator(PREVIEW)).toHaveCount(0);
  await row(5).click();
  await expect(page.locator('.lm-TabBar-tab').filter({ hasText: SWEEP[4]!.name })).toBeVisible();
  await expect(page.locator(PREVIEW)).toContainText(SWEEP[5]!.name);
});

test('the keys do what the list of keys says, after any click in the sidebar', async ({ page }) => {
  const sidebar = await sidebarOf(page, 'shortcuts', SWEEP);
  const row = (index: number): Locator => runRow(sidebar, SWEEP[index]!.name);
  const list = page.getByRole('dialog').filter({ hasText: 'Keyboard shortcuts of the run list' });
  await row(0).click();
  await expect(page.locator('.nt-Run')).toBeVisible();
  await page.keyboard.press('?');
  await expect(list).toBeVisible();
  for (const key of ['F2', 'Delete', 'Esc', '/', '?']) {
    await expect(list.locator('kbd', { hasText: new RegExp(`^${key.replace('?', '\\?')}$`) })).toBeVisible();
  }
  await expect(list.getByRole('button', { name: 'Close' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);

  await row(2).click({ modifiers: ['ControlOrMeta'] });
  await row(3).click({ modifiers: ['ControlOrMeta'] });
  await page.keyboard.press('F2');
  const field = page.getByRole('dialog').getByRole('textbox');
  await expect(field).toHaveValue(SWEEP[3]!.name);
  await field.fill('a name of its own');
  await page.keyboard.press('Control+Enter');
  await expect(runRow(sidebar, 'a name of its own')).toBeVisible();

  await page.keyboard.press('Escape');
  await expect(sidebar.getByRole('option', { selected: true })).toHaveCount(0);
  await page.keyboard.press('Delete');
  await expect(runRow(sidebar, 'a name of its own')).toHaveCount(0);
  expect(sql(`SELECT archived FROM runs WHERE name = 'a name of its own'`)).toEqual([{ archived: true }]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(runRow(sidebar, 'a name of its own')).toBeVisible();

  await sidebar.getByRole('button', { name: 'All', exact: true }).click();
  await page.keyboard.press('?');
  await expect(list).toBeVisible();
  await expect(list.getByRole('button', { name: 'Close' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  await sidebar.getByRole('button', { name: 'All', exact: true }).focus();
  await page.keyboard.press('/');
  await expect(sidebar.getByRole('textbox', { name: 'Filter runs' })).toBeFocused();
});

test('a note is kept with Ctrl Enter', async ({ page }) => {
  const sidebar = await sidebarOf(page, 'noting', [{ name: 'noted' }]);
  await runRow(sidebar, 'noted').focus();
  // Settled only when its dialog is closed.
  await page.evaluate(() => void window.jupyterapp.commands.execute('nbtrail:note-run'));
  const field = page.getByRole('dialog').getByRole('textbox');
  await field.fill('first line');
  await page.keyboard.press('Enter');
  await page.keyboard.type('second line');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect
    .poll(() => sql(`SELECT note FROM runs WHERE name = 'noted'`))
    .toEqual([{ note: 'first line\nsecond line' }]);
});

test('after a reload tabs come back with what was shown in them, and the sidebar with its choice', async ({ page }) => {
  const sidebar = await sidebarOf(page, 'restored', SWEEP);
  await runRow(sidebar, SWEEP[1]!.name).dblclick();
  await page.locator('.nt-Run').getByRole('tab', { name: /^Code/ }).click();
  await sidebar.getByRole('textbox', { name: 'Filter runs' }).fill('lr < 0.05');
  await expect(sidebar.getByRole('option')).toHaveCount(4);
  const kept = page.waitForRequest(request => {
    const workspace = request.url().includes('/api/workspaces') ? (request.postData() ?? '') : '';
    return ['"sort":"name"', '"tab":"code"'].every(choice => workspace.includes(choice));
  });
  await sidebar.getByRole('button', { name: 'Order and metric' }).click();
  await page.locator('.lm-Menu').getByText('By name').click();
  await expect(sidebar.getByRole('option').first()).toHaveAttribute('aria-label', new RegExp(`^${SWEEP[4]!.name}`));
  await kept;

  await reloadWithTabs(page);
  await expect(page.locator('.nt-Run').getByRole('tab', { name: /^Code/ })).toHaveAttribute('aria-selected', 'true');
  const again = await openSidebar(page);
  await expect(again.getByRole('button', { name: 'Project: restored' })).toBeVisible();
  await expect(again.getByRole('textbox', { name: 'Filter runs' })).toHaveValue('lr < 0.05');
  await expect(again.getByRole('option')).toHaveCount(4);
  await expect(again.getByRole('option').first()).toHaveAttribute('aria-label', new RegExp(`^${SWEEP[4]!.name}`));
});

test('a companion that takes over is waited for without a word, and nothing moves', async ({ page }) => {
  const sidebar = await sidebarOf(page, 'steady', SWEEP);
  const top = async (): Promise<number | undefined> => (await sidebar.getByRole('option').first().boundingBox())?.y;
  await expect.poll(top).toBeDefined();
  const before = await top();
  const words: string[] = [];
  await page.exposeFunction('heardWords', (text: string) => void words.push(text));
  await sidebar.evaluate(node =>
    new MutationObserver(() => {
      const text = node.querySelector('.nt-Banner, .nt-Failure')?.textContent;
      if (text) {
        (window as unknown as { heardWords(text: string): void }).heardWords(text);
      }
    }).observe(node, { childList: true, subtree: true })
  );
  killCompanion();
  seed('steady', [{ name: 'afterwards' }]);
  await page.mouse.move(1000, 500);
  await expect(runRow(sidebar, 'afterwards')).toBeVisible();
  expect(words).toEqual([]);
  await expect.poll(top).toBe(before);
});

test.describe('a notebook that moves', () => {
  const CELL = `%load_ext nbtrail
import nbtrail
with nbtrail.run("RUN", project="moving") as run:
    run.log({"val/acc": 0.5})`;

  /** A notebook with one executed cell, in front, its kernel alive. */
  async function tracked(page: IJupyterLabPageFixture, path: string, run: string): Promise<Locator> {
    copyFileSync(join(root(), 'quickstart.ipynb'), join(root(), path));
    await openNotebook(page, path);
    await typeInFirstCell(page, CELL.replace('RUN', run));
    await execute(page, 'notebook:run-cell');
    await expect.poll(() => sql(`SELECT status FROM runs WHERE name = '${run}'`)).toEqual([{ status: 'finished' }]);
    await execute(page, 'docmanager:save');
    const sidebar = await openSidebar(page);
    await chooseProject(sidebar, 'moving');
    await sidebar.getByRole('button', { name: 'This notebook' }).click();
    await expect(runRow(sidebar, run)).toBeVisible();
    return sidebar;
  }

  test('by Jupyter keeps its runs', async ({ page }) => {
    const sidebar = await tracked(page, 'morning.ipynb', 'in-the-morning');
    await page.evaluate(() =>
      window.jupyterapp.serviceManager.contents.rename('morning.ipynb', 'evening.ipynb').then(() => undefined)
    );
    await expect(page.locator('.lm-TabBar-tab').filter({ hasText: 'evening.ipynb' })).toBeVisible();
    await expect(runRow(sidebar, 'in-the-morning')).toBeVisible();
    await expect
      .poll(() => sql(`SELECT notebook_path FROM runs WHERE name = 'in-the-morning'`)[0]?.notebook_path)
      .toBe(join(root(), 'evening.ipynb'));
  });

  test('outside of Jupyter keeps its runs, and is opened from them', async ({ page }) => {
    const sidebar = await tracked(page, 'inside.ipynb', 'before-it-went');
    await execute(page, 'application:close');
    mkdirSync(join(root(), 'elsewhere'), { recursive: true });
    renameSync(join(root(), 'inside.ipynb'), join(root(), 'elsewhere', 'found.ipynb'));
    await sidebar.getByRole('button', { name: 'All', exact: true }).click();
    await runRow(sidebar, 'before-it-went').focus();
    await execute(page, 'nbtrail:open-notebook');
    await expect(page.locator('.lm-TabBar-tab').filter({ hasText: 'found.ipynb' })).toBeVisible();
    await sidebar.getByRole('button', { name: 'This notebook' }).click();
    await expect(runRow(sidebar, 'before-it-went')).toBeVisible();
  });

  test('and is gone is said to have been last seen somewhere', async ({ page }) => {
    const sidebar = await tracked(page, 'doomed.ipynb', 'of-the-doomed');
    await execute(page, 'application:close');
    rmSync(join(root(), 'doomed.ipynb'));
    expect(existsSync(join(root(), 'doomed.ipynb'))).toBe(false);
    await sidebar.getByRole('button', { name: 'All', exact: true }).click();
    await runRow(sidebar, 'of-the-doomed').focus();
    await execute(page, 'nbtrail:open-notebook');
    await expect(page.getByText(/of-the-doomed was last seen at doomed\.ipynb/)).toBeVisible();
  });
});

test('nothing is said in the console while one works', async ({ page }) => {
  const complaints = watchConsole(page);
  const sidebar = await sidebarOf(page, 'quietly', SWEEP);
  await runRow(sidebar, SWEEP[0]!.name).click();
  for (const tab of ['Curves', 'Timeline', 'Code', 'Environment', 'Overview']) {
    await page
      .locator('.nt-Run')
      .getByRole('tab', { name: new RegExp(`^${tab}`) })
      .click();
  }
  await page.keyboard.press('Control+a');
  await execute(page, 'nbtrail:open-sql', { sql: 'SELECT name FROM runs', title: 'Runs', run: true });
  await expect(page.locator('.nt-SqlPanel .lm-DataGrid')).toBeVisible();
  expect(complaints).toEqual([]);
});
