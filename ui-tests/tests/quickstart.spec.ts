/**
 * The example notebook, run in JupyterLab from top to bottom, and everything
 * that can be seen of it afterwards. What it should have recorded is known from
 * running the same notebook without nbtrail.
 */
import { expect, test } from '@jupyterlab/galata';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  chooseProject,
  execute,
  openNotebook,
  openSidebar,
  paintedPixels,
  runAllCells,
  runRow,
  untilIdle
} from './support/lab';
import { sql, venvBin } from './support/store';

interface ICell {
  cell_type: string;
  id: string;
  source: string[];
}

interface IExpected {
  name: string;
  params: { [key: string]: string | number };
  group: string | null;
  failed: boolean;
  metrics: { [key: string]: [step: number, value: number][] };
}

const NOTEBOOK = 'quickstart.ipynb';
const path = join(process.env.NBTRAIL_TEST_ROOT ?? '', NOTEBOOK);
const { cells } = JSON.parse(readFileSync(path, 'utf8')) as { cells: ICell[] };
const code = cells.filter(cell => cell.cell_type === 'code');
const source = (beginning: string): string =>
  code.map(cell => cell.source.join('')).find(text => text.includes(beginning)) ?? '';

let expected: IExpected[] = [];

test.describe.configure({ mode: 'serial' });

test.beforeAll(() => {
  const output = execFileSync(venvBin('python'), [join(__dirname, 'support', 'untracked.py'), path], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 28
  });
  expected = JSON.parse(output) as IExpected[];
});

const ours = `FROM runs WHERE notebook_path LIKE '%${NOTEBOOK}'`;
const best = (run: IExpected): number => Math.max(...(run.metrics['val/acc'] ?? []).map(([, value]) => value));
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

function runId(name: string): string {
  return String(sql(`SELECT run_id ${ours} AND name = '${name}'`)[0]?.run_id);
}

test('the sidebar shows runs while they run, and how each of them ended', async ({ page }) => {
  await openNotebook(page, NOTEBOOK);
  const sidebar = await openSidebar(page);
  await runAllCells(page);
  await expect(sidebar.getByRole('option', { name: /, running,/ }).first()).toBeVisible({ timeout: 120_000 });
  expect(sql(`SELECT count(*) AS n ${ours} AND status = 'finished'`)[0]?.n).toBeLessThan(expected.length - 1);
  await untilIdle(page);
  await page.notebook.save();
  await expect(runRow(sidebar, 'wide-network')).toHaveAccessibleName(/, finished,/);
  await expect(runRow(sidebar, 'network-wrong-width')).toHaveAccessibleName(/, failed, ValueError/);
  await expect(sidebar.getByRole('option', { name: /, running,/ })).toHaveCount(0);
  await expect(sidebar.getByRole('option').first()).toHaveAttribute('aria-setsize', String(expected.length));
});

test('every execution of a cell is recorded with the id of its cell', () => {
  const recorded = sql(
    `SELECT cell_id, source, status, error_name FROM cells WHERE notebook_path LIKE '%${NOTEBOOK}' ORDER BY position`
  );
  const wanted = code.map(cell => cell.id);
  expect(recorded.map(row => row.cell_id)).toEqual(wanted);
  expect(recorded.map(row => row.source)).toEqual(code.map(cell => cell.source.join('')));
  const failed = recorded.filter(row => row.status !== 'ok');
  expect(failed.map(row => [row.status, row.error_name])).toEqual([['error', 'ValueError']]);
});

test('every run and parameter is recorded', () => {
  const runs = sql(`SELECT name, status, group_name ${ours} ORDER BY started_at`);
  expect(runs).toEqual(
    expected.map(run => ({
      name: run.name,
      status: run.failed ? 'failed' : 'finished',
      group_name: run.group
    }))
  );
  const params = sql(
    `SELECT r.name, p.key, coalesce(p.number::VARCHAR, p.value) AS value
     FROM params p JOIN (SELECT run_id, name ${ours}) r USING (run_id)`
  );
  const told = (name: string, key: string, value: string | number): string =>
    `${name} ${key} ${typeof value === 'number' || (value !== '' && !Number.isNaN(Number(value))) ? Number(value) : value}`;
  expect(params.map(row => told(String(row.name), String(row.key), String(row.value))).sort()).toEqual(
    expected.flatMap(run => Object.entries(run.params).map(([key, value]) => told(run.name, key, value))).sort()
  );
});

test('every logged point is recorded, with the execution that logged it', () => {
  const points = sql(
    `SELECT r.name, m.key, m.step, m.value, c.cell_id
     FROM metrics m JOIN (SELECT run_id, name ${ours}) r USING (run_id) LEFT JOIN cells c USING (execution_id)
     ORDER BY r.name, m.key, m.step`
  );
  const wanted = expected
    .flatMap(run =>
      Object.entries(run.metrics).flatMap(([key, values]) =>
        values.map(([step, value]) => ({ name: run.name, key, step, value }))
      )
    )
    .sort((a, b) => order(a.name, b.name) || order(a.key, b.key) || a.step - b.step);
  expect(points.map(({ name, key, step }) => [name, key, step])).toEqual(
    wanted.map(({ name, key, step }) => [name, key, step])
  );
  const furthest = Math.max(...points.map((point, at) => Math.abs(Number(point.value) - (wanted[at]?.value ?? NaN))));
  expect(furthest).toBeLessThan(1e-9);
  const cellOf = (text: string): string | undefined => code.find(cell => cell.source.join('').includes(text))?.id;
  const loggedBy = (beginning: string): unknown[] => [
    ...new Set(points.filter(point => String(point.name).startsWith(beginning)).map(point => point.cell_id))
  ];
  expect(loggedBy('svm-')).toEqual([cellOf('run.tag("baseline"')]);
  expect(loggedBy('network-lr')).toEqual([cellOf('for lr in (0.003, 0.03)')]);
  expect(loggedBy('wide-network')).toEqual([cellOf('%%trail wide-network')]);
});

test('its SQL answers what plain arithmetic answers', () => {
  const byRate = sql(source('%%trail sql -o by_lr').split('\n').slice(1).join('\n'));
  const rates = [0.003, 0.03].map(lr => {
    const values = expected.filter(run => run.group === `lr${lr}`).map(best);
    const middle = mean(values);
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
    return { lr, seeds: values.length, mean_acc: rounded(middle), sd: rounded(deviation) };
  });
  expect(byRate).toEqual(rates.sort((a, b) => b.mean_acc - a.mean_acc));

  const reference = Math.max(...expected.filter(run => run.params.model === 'logistic').map(best));
  const passes = expected
    .filter(run => run.name.includes('network'))
    .map(run => ({
      name: run.name,
      first_step: run.metrics['val/acc']?.find(([, value]) => value > reference)?.[0]
    }))
    .filter(row => row.first_step !== undefined)
    .sort((a, b) => (a.first_step ?? 0) - (b.first_step ?? 0) || order(a.name, b.name));
  expect(passes.length).toBeGreaterThan(3);
  expect(sql(source('with reference as').split('\n').slice(1).join('\n'))).toEqual(passes);
});

test('two runs are compared: the answer, and curves of both', async ({ page }) => {
  const [slow, fast] = ['network-lr0.003-seed0', 'network-lr0.03-seed0'];
  const sidebar = await openSidebar(page);
  await chooseProject(sidebar, String(sql(`SELECT project ${ours} LIMIT 1`)[0]?.project));
  await runRow(sidebar, slow).click({ modifiers: ['Control'] });
  await runRow(sidebar, fast).click({ modifiers: ['Control'] });
  await sidebar.getByRole('button', { name: /^Compare/ }).click();
  const view = page.locator('.nt-Compare');
  const compared = view.getByRole('group', { name: 'Compared runs' });
  await expect(compared).toContainText('lr 0.003');
  await expect(compared).toContainText(/lr 0\.03(?!\d)/);
  await expect(compared.getByTitle(new RegExp(slow))).not.toHaveCount(0);
  const figure = view.getByRole('region', { name: 'val/acc' }).getByRole('figure');
  await expect(figure).toHaveAccessibleName(/^val\/acc: .*seed0.* 0\.9\d.*, .* 0\.9\d/);
  await expect.poll(() => paintedPixels(figure)).toBeGreaterThan(500);
  await view.getByRole('tab', { name: /^Parameters/ }).click();
  await expect(view.getByRole('tabpanel')).toContainText('lr');
  await expect(view.getByRole('tabpanel')).toContainText('0.003');
  await view.getByRole('tab', { name: /^Code/ }).click();
  await expect(view.getByRole('tab', { name: /^Code/ })).toContainText('same');
});

test('a run is opened: its curves, its cells over time, and the error it ended with', async ({ page }) => {
  const sidebar = await openSidebar(page);
  await chooseProject(sidebar, String(sql(`SELECT project ${ours} LIMIT 1`)[0]?.project));
  await runRow(sidebar, 'wide-network').click();
  const view = page.locator('.nt-Run:visible');
  await expect(view.getByRole('heading', { level: 1 })).toHaveText('wide-network');
  const figure = view.getByRole('region', { name: 'val/acc' }).getByRole('figure');
  await expect.poll(() => paintedPixels(figure)).toBeGreaterThan(200);
  await expect(view.getByRole('figure', { name: /executions? of \d+ cells?/ })).toBeVisible();

  await execute(page, 'nbtrail:open-run', { runId: runId('network-wrong-width') });
  await expect(view.getByRole('heading', { level: 1 })).toHaveText('network-wrong-width');
  await expect(view.getByLabel('The error that ended the run')).toContainText('ValueError');
  await view.getByRole('tab', { name: /^Timeline/ }).click();
  await view.getByRole('button', { name: /error/i }).first().click();
  await expect(view.getByText('Traceback', { exact: true })).toBeVisible();
  await expect(view.locator('.nt-Execution-error')).toContainText('ValueError');
  await expect(view.locator('.nt-Execution')).toContainText('network-wrong-width');
});

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
