/** The SQL panel: a question, its rows, and where a wrong question is wrong. */
import { expect, test } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { openSql as openPanel } from './support/lab';
import { seed } from './support/store';

test.beforeAll(() => {
  seed('sql-panel', [
    { name: 'sql-one', params: { lr: 0.1 }, metrics: [{ acc: 0.5 }, { acc: 0.75 }] },
    { name: 'sql-two', params: { lr: 0.2 }, metrics: [{ acc: 0.25 }] }
  ]);
});

/** What the grid would paint: Lumino's data grid draws on a canvas. */
async function answered(panel: Locator): Promise<string> {
  return (await panel.locator('.nt-AnswerBar').innerText()).trim();
}

test('a question is asked with the keyboard, and its rows come with their number', async ({ page }) => {
  const panel = await openPanel(page, "select name, project from runs where project = 'sql-panel' order by name");
  await panel.locator('.cm-content').click();
  await page.keyboard.press('Control+Enter');
  await expect(panel.getByRole('heading', { name: '2 rows' })).toBeVisible();
  await expect(panel.locator('.lm-DataGrid')).toBeVisible();
  expect(await answered(panel)).toMatch(/\d ms|\d s/);
});

test('the rows are saved as a file that holds the values', async ({ page }) => {
  const panel = await openPanel(
    page,
    "select r.name, s.best_value from runs r join metric_summary s using (run_id) where r.project = 'sql-panel' order by r.name"
  );
  await panel.getByRole('button', { name: 'Run', exact: true }).click();
  const downloading = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'CSV' }).click();
  const stream = await (await downloading).createReadStream();
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
  }
  expect(text.trim().split(/\r?\n/)).toEqual(['name,best_value', 'sql-one,0.75', 'sql-two,0.25']);
});

test('an error points at its place, keeps the answer before, and goes with the next question', async ({ page }) => {
  const panel = await openPanel(page, "select name from runs where project = 'sql-panel'");
  const run = panel.getByRole('button', { name: 'Run', exact: true });
  await run.click();
  await expect(panel.getByRole('heading', { name: '2 rows' })).toBeVisible();
  const editor = panel.locator('.cm-content');
  await editor.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('select nme from runs');
  await run.click();
  await expect(panel.getByRole('alert')).toContainText('nme');
  await expect(panel.locator('.nt-SqlEditor-wrong')).toHaveText('nme');
  await expect(panel.getByRole('alert')).toContainText('Below is the answer to the previous question.');
  await editor.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('select 1 as one');
  await run.click();
  await expect(panel.getByRole('heading', { name: '1 row' })).toBeVisible();
  await expect(panel.getByRole('alert')).toHaveCount(0);
  await expect(panel.locator('.nt-SqlEditor-wrong')).toHaveCount(0);
});

test('the history is read only, and files are out of reach', async ({ page }) => {
  const panel = await openPanel(page, 'delete from runs');
  const run = panel.getByRole('button', { name: 'Run', exact: true });
  await run.click();
  await expect(panel.getByRole('alert')).toContainText('read-only');
  await panel.locator('.cm-content').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText("select * from read_csv('/etc/passwd')");
  await run.click();
  await expect(panel.getByRole('alert')).toContainText('read_csv() cannot be used here');
});

test('an answer that is too long for a socket comes all the same', async ({ page }) => {
  const panel = await openPanel(page, "select range as n, repeat('x', 5000) as x from range(5000)");
  await panel.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(panel.getByRole('heading', { name: '5,000 rows' })).toBeVisible();
  await expect(panel.getByRole('alert')).toHaveCount(0);
});

test('runs in the answer are opened from it', async ({ page }) => {
  const panel = await openPanel(page, "select run_id, name from runs where name = 'sql-one'");
  await panel.getByRole('button', { name: 'Run', exact: true }).click();
  await panel.getByRole('button', { name: 'Open this run' }).click();
  await expect(page.locator('.nt-Run').getByRole('heading', { level: 1 })).toHaveText('sql-one');
});

test.describe('for a reader in New York', () => {
  test.use({ timezoneId: 'America/New_York' });

  test('days are hers in SQL and in the table, and every type has its values', async ({ page }) => {
    const panel = await openPanel(
      page,
      `select timestamptz '2026-11-25 02:30:00Z' as moment, moment::date as day, strftime(moment, '%d %H:%M') as words,
        (7, 'x') as pair, [0.1, 0.25] as list, 170141183460469231731687303715884105727 as huge,
        interval '1 month 2 days' as span, map {'k': 1} as map, uuid() is not null as id`
    );
    await panel.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(panel.getByRole('heading', { name: '1 row' })).toBeVisible();
    const downloading = page.waitForEvent('download');
    await panel.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'JSON' }).click();
    const stream = await (await downloading).createReadStream();
    let text = '';
    for await (const chunk of stream) {
      text += String(chunk);
    }
    expect(JSON.parse(text)).toEqual([
      {
        moment: '2026-11-25T02:30:00Z',
        day: '2026-11-24',
        words: '24 21:30',
        pair: [7, 'x'],
        list: [0.1, 0.25],
        huge: '170141183460469231731687303715884105727',
        span: '1 month 2 days',
        map: { k: 1 },
        id: true
      }
    ]);
  });
});
