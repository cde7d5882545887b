/** Everything can be reached: at 200 % zoom, in a narrow panel, and without a mouse. */
import { expect, test, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { chooseProject, execute, openSidebar } from './support/lab';
import { seed, sql } from './support/store';

const LONG = [32, 64, 128].flatMap(batch =>
  [0, 1].map(seed => ({
    name: `vision-transformer-tiny-patch16-b${batch}-s${seed}`,
    params: { batch_size: batch, seed },
    metrics: Array.from({ length: 20 }, (_, step) => ({ 'val/acc': 0.5 + step / 50 + batch / 10_000 }))
  }))
);

async function idsOf(page: IJupyterLabPageFixture, project: string): Promise<string[]> {
  seed(project, LONG);
  const sidebar = await openSidebar(page);
  await chooseProject(sidebar, project);
  return sql(`SELECT run_id FROM runs WHERE project = '${project}' ORDER BY started_at`).map(run => String(run.run_id));
}

/** Brings each into view, as a person would by scrolling, and looks that it is there. */
async function reach(all: Locator): Promise<void> {
  await expect(all.first()).toBeAttached();
  for (const one of await all.all()) {
    await one.scrollIntoViewIfNeeded();
    await expect(one).toBeInViewport({ ratio: 0.9 });
  }
}

test.describe('at 200 % zoom', () => {
  test.use({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });

  test('nothing of a comparison, a run and a question is lost', async ({ page }) => {
    const ids = await idsOf(page, 'zoomed');
    await execute(page, 'nbtrail:compare', { runIds: ids });
    const comparison = page.locator('.nt-Compare:visible');
    await expect(comparison.locator('.nt-Answer')).toBeVisible();
    await reach(comparison.locator('.nt-SideBar-side'));
    await reach(comparison.getByRole('tab'));
    await reach(comparison.locator('.nt-Answer-line'));
    const names = await comparison.locator('.nt-SideBar-side .nt-RowName').allTextContents();
    expect(new Set(names).size).toBe(ids.length);

    await execute(page, 'nbtrail:open-run', { runId: ids[0] ?? '' });
    const run = page.locator('.nt-Run:visible');
    await reach(run.getByRole('tab'));
    await reach(run.getByRole('button'));

    await execute(page, 'nbtrail:open-sql', { sql: 'SELECT name, primary_value, started_at FROM runs', run: true });
    const panel = page.locator('.nt-SqlPanel');
    await expect(panel.locator('.lm-DataGrid')).toBeVisible();
    await reach(panel.locator('.nt-SqlToolbar button:visible'));
    await reach(panel.locator('.nt-QuickChart-plot'));
  });
});

test('a chart is zoomed, and an answer sorted, without a mouse', async ({ page }) => {
  const ids = await idsOf(page, 'by-keyboard');
  await execute(page, 'nbtrail:compare', { runIds: ids });
  const comparison = page.locator('.nt-Compare:visible');
  const chart = comparison.getByRole('figure').first();
  const labels = (): Promise<string[]> => chart.locator('svg text').allTextContents();
  await expect.poll(labels).toContain('18');
  const whole = await labels();
  await comparison.getByPlaceholder('Filter charts').focus();
  await expect(async () => {
    await page.keyboard.press('Tab');
    await expect(chart).toBeFocused({ timeout: 50 });
  }).toPass();
  await page.keyboard.press('End');
  await page.keyboard.press('+');
  await expect.poll(labels).not.toEqual(whole);
  await page.keyboard.press('0');
  await page.keyboard.press('Escape');
  await expect.poll(labels).toEqual(whole);

  await execute(page, 'nbtrail:open-sql', {
    sql: "SELECT name FROM runs WHERE project = 'by-keyboard' ORDER BY name",
    run: true
  });
  const grid = page.locator('.nt-SqlPanel .lm-DataGrid:visible');
  await expect(grid).toBeVisible();
  await grid.locator('.lm-DataGrid-viewport').focus();
  const spoken = page.locator('.nt-SqlPanel [aria-live]').filter({ hasText: /^1, name:/ });
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+ArrowUp');
  await expect(spoken).toHaveText('1, name: vision-transformer-tiny-patch16-b128-s0');
  await page.keyboard.press('s');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+ArrowUp');
  await expect(spoken).toHaveText('1, name: vision-transformer-tiny-patch16-b128-s1');
});
