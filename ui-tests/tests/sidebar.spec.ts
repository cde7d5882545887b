/** The list of runs: finding them, changing them, and doing so without a mouse. */
import { expect, test, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { chooseProject, openSidebar, runRow } from './support/lab';
import { seed, sql } from './support/store';

/** Opens the sidebar on a project that holds these runs and no others. */
async function sidebarOf(page: IJupyterLabPageFixture, project: string, names: string[]): Promise<Locator> {
  seed(
    project,
    names.map((name, index) => ({
      name,
      params: { lr: 0.1 * (index + 1), model: index % 2 ? 'svm' : 'mlp' },
      metrics: [{ 'val/acc': 0.5 + index / 10 }]
    }))
  );
  const sidebar = await openSidebar(page);
  await chooseProject(sidebar, project);
  await expect(sidebar.getByRole('option')).toHaveCount(names.length);
  return sidebar;
}

const names = (sidebar: Locator): Promise<string[]> =>
  sidebar
    .getByRole('option')
    .evaluateAll(rows => rows.map(row => (row.getAttribute('aria-label') ?? '').split(',')[0] ?? ''));

const stored = (project: string, column: string): unknown[] =>
  sql(`SELECT ${column} AS it FROM runs WHERE project = '${project}' ORDER BY started_at`).map(row => row.it);

async function fromMenu(row: Locator, item: RegExp): Promise<void> {
  await row.click({ button: 'right' });
  await row.page().locator('.lm-Menu').getByRole('menuitem', { name: item }).click();
}

test('a filter finds runs by word, parameter and metric, and can be read as SQL', async ({ page }) => {
  const sidebar = await sidebarOf(page, 'filtering', ['amber-fox', 'blue-owl', 'amber-owl']);
  const filter = sidebar.getByRole('textbox', { name: 'Filter runs' });
  await filter.fill('amber');
  await expect.poll(() => names(sidebar)).toEqual(['amber-owl', 'amber-fox']);
  await filter.fill('model = svm or val/acc > 0.65');
  await expect.poll(() => names(sidebar)).toEqual(['amber-owl', 'blue-owl']);
  await sidebar.getByRole('button', { name: 'SQL', exact: true }).click();
  await expect(sidebar.getByLabel('The list as SQL')).toContainText("r.project = 'filtering'");
  await filter.fill('nothing-is-called-so');
  await expect(sidebar.getByText('No run matches this filter.')).toBeVisible();
  await filter.fill('acc > 0.1');
  await expect(sidebar.getByText('No run has acc. Did you mean val/acc?')).toBeVisible();
  await sidebar.locator('.nt-Sidebar-runs').getByRole('button', { name: 'Clear the filter' }).click();
  await expect(sidebar.getByRole('option')).toHaveCount(3);
});

test('a filter that is wrong says where, and the list stays as it was', async ({ page }) => {
  const sidebar = await sidebarOf(page, 'filter-error', ['one', 'two']);
  const filter = sidebar.getByRole('textbox', { name: 'Filter runs' });
  await filter.fill('lr < (');
  await expect(sidebar.getByRole('alert')).toBeVisible();
  await expect(sidebar.getByRole('alert').locator('u')).toBeVisible();
  await expect(filter).toHaveAttribute('aria-invalid', 'true');
  await expect(sidebar.getByRole('option')).toHaveCount(2);
});

test('a run is renamed from its menu', async ({ page }) => {
  const sidebar = await sidebarOf(page, 'renaming', ['before']);
  await fromMenu(runRow(sidebar, 'before'), /^Rename/);
  const field = page.getByRole('dialog').getByRole('textbox');
  await expect(field).toHaveValue('before');
  await field.fill('after, with a comma');
  await page.keyboard.press('Enter');
  await expect(runRow(sidebar, 'after, with a comma')).toBeVisible();
  expect(stored('renaming', 'name')).toEqual(['after, with a comma']);
});

test('a run is archived and restored from its menu', async ({ page }) => {
  const sidebar = await sidebarOf(page, 'archiving', ['kept', 'put-away']);
  await fromMenu(runRow(sidebar, 'put-away'), /^Archive/);
  await page.mouse.move(1000, 500);
  await expect.poll(() => names(sidebar)).toEqual(['kept']);
  expect(stored('archiving', 'archived')).toEqual([false, true]);
  await sidebar.getByRole('button', { name: 'Archived' }).click();
  await expect.poll(() => names(sidebar)).toEqual(['put-away']);
  await fromMenu(runRow(sidebar, 'put-away'), /^Restore/);
  await page.mouse.move(1000, 500);
  await expect(sidebar.getByText('No archived runs.')).toBeVisible();
  await sidebar.getByRole('button', { name: 'Show unarchived runs' }).click();
  await expect(sidebar.getByRole('option')).toHaveCount(2);
  expect(stored('archiving', 'archived')).toEqual([false, false]);
});

test('the page of an archived run says so, and restores it by one click', async ({ page }) => {
  const sidebar = await sidebarOf(page, 'archived-page', ['kept', 'put-away']);
  await runRow(sidebar, 'put-away').click();
  const head = page.locator('.nt-RunHeader').last();
  await expect(head.getByRole('heading', { level: 1 })).toHaveText('put-away');
  await expect(head.getByText('archived', { exact: true })).toHaveCount(0);
  await fromMenu(runRow(sidebar, 'put-away'), /^Archive/);
  await expect(head.getByText('archived', { exact: true })).toBeVisible();
  await head.getByRole('button', { name: 'Restore' }).click();
  await expect(head.getByText('archived', { exact: true })).toHaveCount(0);
  expect(stored('archived-page', 'archived')).toEqual([false, false]);
});

test('the pinned baseline stays above an empty list, counts among its runs, and lends no colour to one run', async ({
  page
}) => {
  const sidebar = await sidebarOf(page, 'counted', ['base', 'other']);
  const head = sidebar.locator('.nt-RunsHead');
  await fromMenu(runRow(sidebar, 'base'), /Baseline/);
  await page.mouse.move(1000, 500);
  await expect(runRow(sidebar, 'other').locator('.nt-RunRow-delta.nt-mod-unknown')).toHaveText('+10.0');
  await expect(runRow(sidebar, 'other')).toHaveAttribute('aria-label', /one run each, so the noise is unknown/);
  await expect(head).toHaveText('Runs2Newest first · val/acc, Δ pp');
  await sidebar.getByRole('textbox', { name: 'Filter runs' }).fill('acc > 0.9');
  await expect(sidebar.getByText('No run has acc. Did you mean val/acc?')).toBeVisible();
  await expect(head).toContainText('0 of 2');
  await expect(runRow(sidebar, 'base')).toBeVisible();
});

test('everything in the list is done with the keyboard', async ({ page }) => {
  const sidebar = await sidebarOf(page, 'keys', ['first', 'second', 'third']);
  const filter = sidebar.getByRole('textbox', { name: 'Filter runs' });
  await filter.focus();
  await page.keyboard.press('ArrowDown');
  await expect(runRow(sidebar, 'third')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(runRow(sidebar, 'second')).toBeFocused();
  await page.keyboard.press('End');
  await expect(runRow(sidebar, 'first')).toBeFocused();
  await page.keyboard.press(' ');
  await page.keyboard.press('Shift+ArrowUp');
  await expect(sidebar.getByRole('option', { selected: true })).toHaveCount(2);
  await expect(sidebar.getByRole('toolbar', { name: 'Selected runs' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sidebar.getByRole('option', { selected: true })).toHaveCount(0);
  await page.keyboard.press('Control+a');
  await expect(sidebar.getByRole('option', { selected: true })).toHaveCount(3);
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await expect(filter).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(page.locator('.nt-Run').getByRole('heading', { level: 1 })).toHaveText('third');
});

test('a new run waits while the pointer is on the list, and is let in', async ({ page }) => {
  const sidebar = await sidebarOf(page, 'waiting', ['a', 'b', 'c']);
  await sidebar.getByRole('option').last().hover();
  seed('waiting', [{ name: 'new' }]);
  await expect(sidebar.getByRole('button', { name: '1 new run' })).toBeVisible();
  expect(await names(sidebar)).toEqual(['c', 'b', 'a']);
  await sidebar.getByRole('button', { name: '1 new run' }).click();
  await expect.poll(() => names(sidebar)).toEqual(['new', 'c', 'b', 'a']);
});

test('automatic recording is switched on and off', async ({ page }) => {
  const sidebar = await openSidebar(page);
  const recordAll = sidebar.getByRole('switch', { name: 'Record every new kernel' });
  const file = join(process.env.NBTRAIL_HOME ?? '', 'autoload');
  await expect(recordAll).not.toBeChecked();
  await recordAll.click();
  await expect(recordAll).toBeChecked();
  expect(existsSync(file)).toBe(true);
  await recordAll.click();
  await expect(recordAll).not.toBeChecked();
  expect(existsSync(file)).toBe(false);
});

test('hostile names, tags, notes and parameters are shown as text', async ({ page }) => {
  const html = '<img src=x onerror="window.intruder=1"><b>bold</b>';
  const script = '<script>window.intruder=1</script>';
  const ansi = '\u001b[31mred\u001b[0m\u001b]0;title\u0007';
  const rtl = '\u202egnp.exe';
  seed('hostile', [
    { name: `html ${html}`, tags: [script], note: html, params: { [html]: script }, metrics: [{ 'acc<i>': 0.5 }] },
    { name: `ansi ${ansi}`, tags: ['fine'], note: ansi, params: { colour: ansi } },
    { name: `rtl ${rtl}`, note: rtl }
  ]);
  const sidebar = await openSidebar(page);
  await chooseProject(sidebar, 'hostile');
  await expect(sidebar.locator('.nt-RunRow-name')).toHaveText([`rtl ${rtl}`, 'ansi red', `html ${html}`]);
  await expect(sidebar.locator('.nt-RunRow-name > bdi')).toHaveCount(3);

  await runRow(sidebar, 'html').click();
  const view = page.locator('.nt-Run:visible');
  await expect(view.getByRole('heading', { level: 1 })).toHaveText(`html ${html}`);
  await expect(view.locator('.nt-RunHeader .nt-Tag').filter({ hasText: script })).toBeVisible();
  await expect(view).toContainText('acc<i>');
  await expect(page.locator('.lm-TabBar-tabLabel').filter({ hasText: html })).toBeVisible();
  expect(await page.locator('.nt-Root img, .nt-Root script, .nt-Root i > b').count()).toBe(0);

  await runRow(sidebar, 'ansi').click();
  await expect(view.getByRole('heading', { level: 1 })).toHaveText('ansi red');
  await expect(view.getByText('\u001b')).toHaveCount(0);
  await runRow(sidebar, 'rtl').click();
  await expect(view.getByRole('heading', { level: 1 }).locator('bdi')).toHaveText(`rtl ${rtl}`);
  expect(await page.evaluate(() => 'intruder' in window)).toBe(false);
});
