/** The same store in Notebook 7, whose pages share nothing with JupyterLab's but the server. */
import { expect, test, type Page } from '@playwright/test';

import { seed } from './support/store';

const RUNS = ['first', 'second', 'third'].map((name, index) => ({
  name,
  params: { lr: 0.1 * (index + 1) },
  metrics: [{ 'val/acc': 0.5 + index / 10 }]
}));

/** What Notebook 7.6 says of itself, also in a page without nbtrail. */
const ITS_OWN = [
  /Menu entry for command '[^']+' is duplicated/,
  /\[yjs#509\] Not same Y\.Doc/,
  /reading 'schema'.*notebook_core/s,
  /Command 'filebrowser:open-path' not registered.*notebook_core/s
];

/** The colour of each run in the sidebar of a page, by name. */
async function colours(page: Page): Promise<Record<string, string>> {
  const sidebar = page.locator('#nbtrail-sidebar');
  await expect(sidebar).toBeVisible();
  await expect(async () => {
    await page.keyboard.press('Escape');
    await sidebar.getByRole('button', { name: /^Project:/ }).click();
    await page.locator('.lm-Menu').getByText('both-pages').click({ timeout: 2_000 });
  }).toPass();
  await expect(sidebar.getByRole('option')).toHaveCount(RUNS.length);
  const read = (): Promise<Record<string, string>> =>
    sidebar
      .locator('.nt-RunRow')
      .evaluateAll(rows =>
        Object.fromEntries(
          rows.map(row => [
            (row.getAttribute('aria-label') ?? '').split(',')[0],
            getComputedStyle(row.querySelector('.nt-Swatch') as Element).backgroundColor
          ])
        )
      );
  await expect.poll(async () => new Set(Object.values(await read())).size).toBe(RUNS.length);
  return read();
}

test('a run has the same colour in JupyterLab and in Notebook 7, and neither console says anything but what Notebook says of itself', async ({
  page,
  baseURL
}) => {
  seed('both-pages', RUNS);
  const said: string[] = [];
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) {
      said.push(`${message.text()} (${message.location().url})`);
    }
  });
  page.on('pageerror', error => said.push(error.stack ?? String(error)));

  await page.goto(`${baseURL}/notebooks/quickstart.ipynb`);
  const chip = page.locator('.nt-RunsChip-button:visible');
  await chip.click();
  const inNotebook = await colours(page);
  await page.locator('#nbtrail-sidebar').getByRole('option').first().focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Keyboard shortcuts of the run list');
  await page.keyboard.press('Escape');

  // In a workspace of its own, which remembers no file that another test moved away.
  await page.goto(`${baseURL}/lab/workspaces/colours/tree/quickstart.ipynb`);
  await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
  await page.locator('.nt-RunsChip-button:visible').click();
  expect(await colours(page)).toEqual(inNotebook);
  expect(said.filter(text => !ITS_OWN.some(own => own.test(text)))).toEqual([]);
});

test('in Notebook 7 a run, a comparison and the SQL panel open below the notebook, come to the front and close', async ({
  page,
  baseURL
}) => {
  seed('below', RUNS);
  await page.goto(`${baseURL}/notebooks/quickstart.ipynb`);
  await page.locator('.nt-RunsChip-button:visible').click();
  const sidebar = page.locator('#nbtrail-sidebar');
  await expect(async () => {
    await page.keyboard.press('Escape');
    await sidebar.getByRole('button', { name: /^Project:/ }).click();
    await page.locator('.lm-Menu').getByText('below').click({ timeout: 2_000 });
  }).toPass();
  const rows = sidebar.getByRole('option');
  await expect(rows).toHaveCount(RUNS.length);
  const tabs = page.locator('#jp-down-stack > .lm-TabBar .lm-TabBar-tab');

  await rows.nth(0).click();
  await expect(page.locator('.nt-RunWidget')).toBeVisible();
  await expect(tabs).toHaveText(['third']);
  await rows.nth(1).click();
  await expect(tabs).toHaveText(['second']);
  await rows.nth(1).dblclick();
  await expect(tabs.and(page.locator('.nt-mod-preview'))).toHaveCount(0);

  await rows.nth(0).click({ modifiers: ['ControlOrMeta'] });
  await sidebar.getByRole('button', { name: /^Compare/ }).click();
  await expect(page.locator('.nt-CompareWidget')).toBeVisible();
  await sidebar.getByRole('button', { name: 'Query with SQL' }).click();
  await expect(page.locator('.nt-SqlPanel')).toBeVisible();
  await expect(page.locator('.nt-CompareWidget')).toBeHidden();
  await expect(tabs).toHaveCount(3);
  await rows.nth(1).click();
  await expect(page.locator('.nt-RunWidget')).toBeVisible();

  while (await tabs.count()) {
    await tabs.first().locator('.lm-TabBar-tabCloseIcon').click();
  }
  await expect(page.locator('#jp-down-stack')).toBeHidden();
});
