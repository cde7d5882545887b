/** The SQL panel as a place to work in: tabs, saved questions, long answers, charts, and the notebook beside it. */
import { expect, test, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { execute, openNotebook, openSql, paintedPixels } from './support/lab';
import { reloadWithTabs } from './support/reloadWithTabs';
import { seed } from './support/store';

const PROJECT = 'sql-work';

test.beforeAll(() => {
  seed(PROJECT, [
    { name: 'work-one', params: { lr: 0.1 }, metrics: [{ acc: 0.5 }, { acc: 0.75 }] },
    { name: 'work-two', params: { lr: 0.2 }, metrics: [{ acc: 0.25 }] }
  ]);
});

const tabs = (panel: Locator): Locator => panel.getByRole('tab');
const front = (panel: Locator): Locator => panel.locator('.nt-SqlTab:visible');
const run = (panel: Locator): Promise<void> => panel.getByRole('button', { name: 'Run', exact: true }).click();

async function type(page: IJupyterLabPageFixture, panel: Locator, text: string): Promise<void> {
  await front(panel).locator('.cm-content').focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
}

test('questions are tabs that the keyboard moves along, renames and closes', async ({ page }) => {
  const panel = await openSql(page, 'select 1 as one', 'First');
  await openSql(page, 'select 2 as two', 'Second');
  await expect(tabs(panel)).toHaveText(['First', 'Second']);
  await expect(page.locator('.nt-SqlPanel')).toHaveCount(1);

  await tabs(panel).nth(1).focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(tabs(panel).nth(0)).toHaveAttribute('aria-selected', 'true');
  await expect(front(panel).locator('.cm-content')).toHaveText('select 1 as one');

  await page.keyboard.press('F2');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Renamed');
  await page.keyboard.press('Enter');
  await expect(tabs(panel)).toHaveText(['Renamed', 'Second']);

  await panel.getByRole('button', { name: 'New question' }).click();
  await expect(tabs(panel)).toHaveCount(3);
  await tabs(panel).nth(2).click({ button: 'middle' });
  await tabs(panel).nth(1).focus();
  await page.keyboard.press('Delete');
  await expect(tabs(panel)).toHaveText(['Renamed']);
});

test('all tabs come back after a reload with what was typed a moment before', async ({ page }) => {
  const panel = await openSql(page, 'select 1', 'Kept');
  await panel.getByRole('button', { name: 'New question' }).click();
  await type(page, panel, 'select unfinished_');
  await reloadWithTabs(page);
  await expect(tabs(panel).first()).toHaveText('Kept', { timeout: 60_000 });
  await expect(front(panel).locator('.cm-content')).toHaveText('select unfinished_');
});

test('a saved question is listed with its project, and saved again without a word', async ({ page }) => {
  const panel = await openSql(page, `select name from runs where project = '${PROJECT}'`, 'Names');
  await type(page, panel, `select name from runs where project = '${PROJECT}' order by name`);
  await page.keyboard.press('Control+S');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Description').fill('Who ran');
  await dialog.getByLabel('For').selectOption({ label: 'Every project' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  const saved = panel.getByRole('region', { name: 'Saved questions' });
  await expect(saved.getByRole('button', { name: /^Names/ })).toContainText('Who ran');

  await type(page, panel, 'select 1');
  await expect(tabs(panel).first()).toHaveClass(/nt-mod-changed/);
  await page.keyboard.press('Control+S');
  await expect(tabs(panel).first()).not.toHaveClass(/nt-mod-changed/);
  await expect(dialog).toHaveCount(0);

  await saved.getByRole('listitem').hover();
  await saved.getByRole('button', { name: 'Remove Names' }).click();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(saved).toHaveCount(0);
});

test('a million rows are scrolled, sorted and searched', async ({ page }) => {
  const panel = await openSql(
    page,
    `select range as i, range % 97 as m, sin(range) as s, 'name-' || (range % 1000) as t, random() as r from range(1000000)`
  );
  await run(panel);
  await panel.getByRole('button', { name: 'Show up to 100,000' }).click();
  await panel.getByRole('button', { name: 'Show up to 1,000,000' }).click();
  await expect(panel.getByRole('heading', { name: '1,000,000 rows' })).toBeVisible({ timeout: 60_000 });
  await panel.getByRole('searchbox', { name: 'Find in the answer' }).fill('NAME-99');
  await expect(panel.getByRole('heading', { name: '11,000 of 1,000,000' })).toBeVisible();
  expect(await paintedPixels(front(panel).locator('.nt-ResultGrid'))).toBeGreaterThan(0);
});

test('a chart is of the kind that is chosen', async ({ page }) => {
  const panel = await openSql(page, 'select range as step, sin(range / 9.0) as value from range(200)');
  await run(panel);
  const kind = panel.getByLabel('Kind of chart');
  await expect(kind).toHaveValue('line');
  await kind.selectOption('histogram');
  await expect(panel.locator('.nt-QuickChart-bar').first()).toBeVisible();
  await kind.selectOption('scatter');
  await expect(panel.locator('.nt-QuickChart-mark')).toHaveCount(200);
  const downloading = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Save the chart' }).click();
  await page.getByRole('menuitem', { name: 'Save as PNG' }).click();
  expect((await downloading).suggestedFilename()).toBe('value.png');
});

test('a question becomes a cell, and its answer a table with a chart that leads back', async ({ page }) => {
  const panel = await openSql(page, `select name, run_id from runs where project = '${PROJECT}' order by name`);
  await expect(panel.getByRole('button', { name: 'Insert as cell' })).toBeDisabled();
  await openNotebook(page, 'quickstart.ipynb');
  await execute(page, 'notebook:run-cell-and-select-next');
  await execute(page, 'notebook:run-cell-and-select-next');
  await openSql(
    page,
    `select r.name, s.best_value from runs r join metric_summary s using (run_id) where r.project = '${PROJECT}' and s.key = 'acc'`
  );
  await panel.getByRole('button', { name: 'Insert as cell' }).click();
  const cell = page.locator('.jp-Notebook .jp-mod-active.jp-CodeCell');
  await expect(cell.locator('.cm-content')).toContainText('%%trail sql');
  await execute(page, 'notebook:run-cell');
  const answer = cell.locator('.nt-ResultCard');
  await expect(answer.getByRole('row')).toHaveCount(3, { timeout: 60_000 });
  await answer.getByRole('button', { name: 'Chart' }).click();
  await expect(answer.locator('.nt-QuickChart-plot svg')).toBeVisible();
  await answer.getByRole('button', { name: 'Open in SQL panel' }).click();
  // A question out of a notebook's file is shown, and asked by its reader.
  await expect(front(panel).locator('.cm-content')).toContainText('metric_summary');
  await run(panel);
  await expect(panel.getByRole('heading', { name: '2 rows' })).toBeVisible();
});

test('a live answer goes on with what is recorded', async ({ page }) => {
  seed('sql-live', [{ name: 'live-one', params: {}, metrics: [{ acc: 0.5 }] }]);
  const panel = await openSql(page, "select name from runs where project = 'sql-live' order by name", 'Live');
  await run(panel);
  await expect(front(panel).getByText('1 row', { exact: true })).toBeVisible();
  const live = front(panel).getByRole('button', { name: 'Live' });
  await live.click();
  await expect(live).toHaveAttribute('aria-pressed', 'true');
  seed('sql-live', [{ name: 'live-two', params: {}, metrics: [{ acc: 0.5 }] }]);
  await expect(front(panel).getByText('2 rows', { exact: true })).toBeVisible();
});
