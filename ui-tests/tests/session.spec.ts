/** An ordinary session of use, in which the browser has nothing to complain about. */
import { expect, test } from '@jupyterlab/galata';
import { spawnSync } from 'node:child_process';

import { chooseProject, execute, openSidebar, runRow, watchConsole } from './support/lab';
import { seed, venvBin } from './support/store';

test.use({ autoGoto: false });

test('JupyterLab has the extension, enabled and sound', () => {
  const { stdout, stderr } = spawnSync(venvBin('jupyter'), ['labextension', 'list'], { encoding: 'utf8' });
  expect(stdout + stderr).toMatch(/nbtrail v\d+\.\d+\.\d+ .*enabled.*OK/);
});

test('the console stays silent from the first view to the last', async ({ page }) => {
  seed('session', [
    { name: 'calm-one', params: { lr: 0.1 }, metrics: [{ acc: 0.5 }, { acc: 0.6 }] },
    { name: 'calm-two', params: { lr: 0.2 }, metrics: [{ acc: 0.4 }, { acc: 0.7 }] }
  ]);
  const complaints = watchConsole(page);
  await page.goto();
  const sidebar = await openSidebar(page);
  await chooseProject(sidebar, 'session');
  await runRow(sidebar, 'calm-one').click();
  const view = page.locator('.nt-Run:visible');
  await expect(view.getByRole('heading', { level: 1 })).toHaveText('calm-one');
  for (const tab of ['Curves', 'Timeline', 'Code', 'Environment', 'Overview']) {
    await view.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
    await expect(view.getByRole('tab', { selected: true })).toContainText(tab);
  }
  await runRow(sidebar, 'calm-one').click({ modifiers: ['Control'] });
  await runRow(sidebar, 'calm-two').click({ modifiers: ['Control'] });
  await sidebar.getByRole('button', { name: /^Compare/ }).click();
  const comparison = page.locator('.nt-Compare:visible');
  await expect(comparison.getByRole('group', { name: 'Compared runs' })).toContainText('calm-two');
  for (const tab of ['Parameters', 'Code', 'Environment', 'Charts']) {
    await comparison.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
    await expect(comparison.getByRole('tab', { selected: true })).toContainText(tab);
  }
  await execute(page, 'nbtrail:open-sql', { sql: 'select * from runs', run: true });
  await expect(page.locator('.nt-AnswerBar').getByRole('heading')).toContainText(/rows?/);
  await page.theme.setDarkTheme();
  await expect(page.locator('body')).toHaveAttribute('data-jp-theme-light', 'false');
  await page.theme.setLightTheme();
  expect(complaints).toEqual([]);
});
