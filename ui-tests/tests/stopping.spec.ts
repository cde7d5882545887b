/** Stopping a run that is not worth going on with, from where it is seen. */
import { expect, test } from '@jupyterlab/galata';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';

import { chooseProject, openNotebook, openSidebar, runRow, typeInFirstCell } from './support/lab';
import { sql } from './support/store';

const root = (): string => process.env.NBTRAIL_TEST_ROOT ?? '';

const HOPELESS = `%load_ext nbtrail
import nbtrail, time
with nbtrail.run("hopeless", project="stopping") as run:
    for step in range(100_000):
        run.log({"loss": 1.0}, step=step)
        time.sleep(0.05)
print("the rest of the cell, with the run", run.status)`;

const STUCK = `with nbtrail.run("stuck", project="stopping") as run:
    run.log({"loss": 1.0})
    time.sleep(600)`;

const state = (name: string) => sql(`SELECT status, error_value FROM runs WHERE name = '${name}'`);

test('a live run is stopped from the list, and its kernel lives on', async ({ page }) => {
  copyFileSync(join(root(), 'quickstart.ipynb'), join(root(), 'stopping.ipynb'));
  await openNotebook(page, 'stopping.ipynb');
  /** Runs the cell, without waiting for its end. */
  const run = () => page.evaluate(() => void window.jupyterapp.commands.execute('notebook:run-cell'));

  await typeInFirstCell(page, HOPELESS);
  await run();
  const sidebar = await openSidebar(page);
  await chooseProject(sidebar, 'stopping');
  const row = runRow(sidebar, 'hopeless');
  await row.hover();
  await row.getByText('Stop', { exact: true }).click();
  await expect(row).toHaveAccessibleName(/interrupted/);
  expect(state('hopeless')).toEqual([{ status: 'interrupted', error_value: 'stopped from JupyterLab' }]);
  await expect(page.locator('.jp-OutputArea-output').first()).toContainText(
    'the rest of the cell, with the run interrupted'
  );

  // The list keeps its rows while the focus is on it.
  await page.locator('.jp-CodeCell .cm-content').first().click();
  await typeInFirstCell(page, STUCK);
  await run();
  await page.locator('.jp-CodeCell .cm-content').nth(1).click();
  await run();
  const stuck = runRow(sidebar, 'stuck');
  await expect(stuck).toBeVisible();
  await stuck.focus();
  await page.keyboard.press('s');
  await expect(stuck).toHaveAccessibleName(/stopping/);
  await page.keyboard.press('s');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Stop stuck now?');
  await expect(dialog).toContainText('A queued cell will not run: “import numpy as np”');
  await dialog.getByRole('button', { name: 'Stop now' }).click();
  await expect(stuck).toHaveAccessibleName(/interrupted/);
  expect(state('stuck')).toEqual([{ status: 'interrupted', error_value: 'stopped from JupyterLab' }]);

  await typeInFirstCell(page, 'print("alive", 6 * 7)');
  await run();
  await expect(page.locator('.jp-OutputArea-output').first()).toContainText('alive 42');
});
