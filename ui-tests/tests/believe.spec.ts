/** A day of looking at results: what the screen says of them can be believed. */
import { expect, test, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { join } from 'node:path';

import { chooseProject, execute, openSidebar, runRow } from './support/lab';
import { python, sql } from './support/store';

/** Two groups of five seeds by learning rate, on the data that each is given; one member may go wrong. */
const GROUPS = `
import sys, nbtrail
project, other, wrong = sys.argv[1:4]
train, held_out = [{"x": i} for i in range(50)], [{"x": -i} for i in range(20)]
for lr, height in ((0.1, 0.91), (0.3, 0.95)):
    for seed in range(5):
        try:
            with nbtrail.run(f"lr{lr}-s{seed}", project=project, params={"lr": lr, "seed": seed}) as run:
                run.log_dataset(train, "digits", role="train")
                changed = held_out + [{"x": 1}] if other and lr == 0.3 else held_out
                run.log_dataset(changed, "digits", role="validation")
                for step in range(10):
                    lost = wrong and lr == 0.3 and seed == 4
                    run.log({"val/acc": 0.1 if lost else height - 0.02 * (9 - step) + 0.001 * (seed % 3), "grad/norm": 5.0 - step})
                if wrong == "failed" and lost:
                    raise MemoryError("out of memory\\nwhile it trained " + "x" * 300)
        except MemoryError:
            pass
`;

/** Two groups of four seeds, each seed with a hold-out of its own; one group may record none. */
const HOLD_OUTS = `
import sys, nbtrail
project, which = sys.argv[1:3]
for lr, height in ((0.001, 0.91), (0.3, 0.95)):
    for seed in range(4):
        with nbtrail.run(f"lr{lr}-s{seed}", project=project, params={"lr": lr, "seed": seed}) as run:
            if which == "both" or lr == 0.001:
                run.log_dataset([{"x": i} for i in range(50) if i % 4 != seed], "digits", role="train")
                run.log_dataset([{"x": i} for i in range(50) if i % 4 == seed], "digits", role="test")
            run.log({"test/acc": height + 0.002 * (seed % 3) + (0.001 if lr == 0.3 and seed == 1 else 0)})
`;

const SINGLES = `
import math, sys, nbtrail
project = sys.argv[1]
def made(name, losses, **more):
    with nbtrail.run(name, project=project, params={"lr": 0.00022778976177797758, **more}) as run:
        for step, loss in enumerate(losses):
            run.log({"val/loss": loss}, step=step)
made("calm", [1.0, 0.6, 0.4, 0.3])
made("went-to-nan", [1.0, 0.5, 0.11, math.nan, math.nan])
made("exploded", [2.0 - step / 10 for step in range(12)] + [1e30, 1e122])
with nbtrail.run("other-metric", project=project) as run:
    run.log({"grad/norm": 119.4}); run.log({"grad/norm": 0.953})
`;

/** Two groups on tables of which one column cannot be read; the last of their runs is logged to after its end. */
const IN_PART = `
import sys, nbtrail
class Opaque: pass
table = {"x": [1, 2, 3], "opaque": [Opaque()] * 3}
for lr, height in ((0.1, 0.91), (0.3, 0.95)):
    for seed in range(5):
        with nbtrail.run(f"lr{lr}-s{seed}", project=sys.argv[1], params={"lr": lr, "seed": seed}) as run:
            run.log_dataset(table, "digits", role="validation")
            for step in range(10):
                run.log({"val/acc": height - 0.02 * (9 - step) + 0.001 * (seed % 3)})
for _ in range(3):
    run.log({"val/acc": 0.93}, step=9)
`;

/** A picture of each theme in the folder NBTRAIL_SHOTS, where that is set: to be looked at. */
async function shot(page: IJupyterLabPageFixture, name: string): Promise<void> {
  const folder = process.env.NBTRAIL_SHOTS;
  if (folder) {
    await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
    await page.theme.setDarkTheme();
    await page.screenshot({ path: join(folder, `${name}-dark.png`), animations: 'disabled' });
    await page.theme.setLightTheme();
  }
}

async function project(page: IJupyterLabPageFixture, name: string): Promise<Locator> {
  const sidebar = await openSidebar(page);
  await chooseProject(sidebar, name);
  return sidebar;
}

/** A comparison of all runs of a project, the first one as the baseline. */
async function compareAll(page: IJupyterLabPageFixture, name: string, baseline: string): Promise<Locator> {
  const runs = sql(`SELECT run_id, name FROM runs WHERE project = '${name}' ORDER BY started_at`);
  const ids = runs.map(run => String(run.run_id));
  const base = String(runs.find(run => run.name === baseline)?.run_id);
  await execute(page, 'nbtrail:compare', { runIds: ids, baseline: base });
  const view = page.locator('.nt-Compare').last();
  await expect(view.locator('.nt-Answer')).toBeVisible();
  return view;
}

const headline = (view: Locator): Locator => view.locator('.nt-Answer h2 > bdi');

test('a group is called better only where nothing else decides the number', async ({ page }) => {
  python(GROUPS, 'fair', '', '');
  await project(page, 'fair');
  const fair = await compareAll(page, 'fair', 'lr0.1-s0');
  await fair.getByRole('button', { name: /lr0.3-s0/ }).click();
  await expect(headline(fair)).toHaveText('lr 0.3 is better: val/acc is up 4.0 points');
  await expect(fair.getByText('Same data: train, validation')).toBeVisible();
  await shot(page, 'compare-fair');

  python(GROUPS, 'unfair', 'other', '');
  const sidebar = await project(page, 'unfair');
  const unfair = await compareAll(page, 'unfair', 'lr0.1-s0');
  await unfair.getByRole('button', { name: /lr0.3-s0/ }).click();
  await expect(headline(unfair)).toHaveText('Not comparable: lr 0.3 was scored on other validation data');
  await expect(unfair.locator('.nt-Answer .nt-good, .nt-Answer .nt-mod-better')).toHaveCount(0);
  await expect(unfair.locator('.nt-Answer')).not.toContainText('▴');
  await expect(unfair.locator('.nt-Answer')).not.toContainText('better');
  await expect(unfair.getByRole('button', { name: /lr0.3-s0 ≠ data/ })).toBeVisible();
  await unfair.getByRole('tab', { name: /^Data/ }).click();
  await expect(unfair.getByRole('tab', { name: 'Data 1 of 2 differ' })).toBeVisible();
  await expect(unfair.getByRole('row', { name: /validation/ })).toContainText('v2');
  await shot(page, 'compare-unfair-data');
  await unfair.getByRole('tab', { name: /^Charts/ }).click();
  await shot(page, 'compare-unfair');

  const base = sql("SELECT run_id FROM runs WHERE project = 'unfair' AND name = 'lr0.1-s0'")[0]?.run_id;
  await execute(page, 'nbtrail:pin-baseline', { runIds: [String(base)] });
  await expect(runRow(sidebar, 'lr0.3-s1')).toContainText('≠ data');
  await expect(runRow(sidebar, 'lr0.3-s1')).not.toContainText('▴');
  await expect(runRow(sidebar, 'lr0.1-s2').locator('.nt-RunRow-delta.nt-mod-unknown')).toHaveText('+0.2');
  await expect(runRow(sidebar, 'lr0.1-s2')).toHaveAttribute('aria-label', /a repeat of the baseline/);
  await runRow(sidebar, 'lr0.3-s1').click();
  await expect(page.locator('.nt-RunHeader').last()).toContainText('≠ data');
  await shot(page, 'sidebar-other-data');
  await runRow(sidebar, 'lr0.1-s2').click();
  const repeat = page.locator('.nt-RunHeader').last().locator('.nt-Effect');
  await expect(repeat).toHaveText('+0.2 pp');
  await expect(repeat).toHaveAttribute('title', 'a repeat of the baseline');
});

test('hold-outs drawn with the seed are compared pair by pair', async ({ page }) => {
  python(HOLD_OUTS, 'hold-outs', 'both');
  await project(page, 'hold-outs');
  const view = await compareAll(page, 'hold-outs', 'lr0.001-s0');
  await expect(headline(view)).toHaveText('lr 0.3 is better: test/acc is up 4.0 points');
  await expect(view.getByText('Same data for each seed: test, train')).toBeVisible();
  await expect(view.getByText('4 paired seeds')).toBeVisible();
  await expect(view.getByRole('button', { name: 'lr0.001-s1 repeat' })).toBeVisible();
  await expect(view.getByText('≠ data')).toHaveCount(0);
  await expect(view.getByRole('tab', { name: 'Data same for each seed' })).toBeVisible();
  await expect(view.locator('.nt-Answer')).not.toContainText(/CPU time| % time/);
  await shot(page, 'compare-hold-outs');

  python(HOLD_OUTS, 'told-once', 'one');
  await project(page, 'told-once');
  const told = await compareAll(page, 'told-once', 'lr0.001-s0');
  await expect(headline(told)).toHaveText('lr 0.3: test/acc is up 4.0 points, only lr0.001-s0 says what data it used');
  await expect(told.getByRole('button', { name: /lr0.3-s0 data not recorded/ })).toBeVisible();
  await expect(told.getByText('≠ data')).toHaveCount(0);
  await expect(told.getByRole('tab', { name: 'Data not recorded by all' })).toBeVisible();
  await shot(page, 'compare-told-once');
});

test('equal hashes of a part of the data are not taken for the same data', async ({ page }) => {
  python(IN_PART, 'in-part');
  const sidebar = await project(page, 'in-part');
  const view = await compareAll(page, 'in-part', 'lr0.1-s0');
  await view.getByRole('button', { name: /lr0.3-s0/ }).click();
  await expect(headline(view)).toHaveText(
    'lr 0.3: val/acc is up 4.0 points, validation data was compared without some columns'
  );
  await expect(view.locator('.nt-Answer, .nt-SideBar').getByText('▴')).toHaveCount(0);
  await expect(view.locator('.nt-Answer')).not.toContainText('better');
  await expect(view.getByRole('tab', { name: 'Data not certain' })).toBeVisible();
  await shot(page, 'compare-in-part');

  const base = sql("SELECT run_id FROM runs WHERE project = 'in-part' AND name = 'lr0.1-s0'")[0]?.run_id;
  await execute(page, 'nbtrail:pin-baseline', { runIds: [String(base)] });
  await expect(runRow(sidebar, 'lr0.3-s4')).toContainText('+4.1');
  await expect(runRow(sidebar, 'lr0.3-s4')).not.toContainText('▴');
  await expect(runRow(sidebar, 'lr0.3-s4')).toHaveAttribute('title', /Not certain that .*\n3 points after its end/);
  await runRow(sidebar, 'lr0.3-s4').click();
  await expect(page.locator('.nt-RunHeader').last()).toContainText('3 points after its end');
  await expect(page.locator('.nt-RunHeader').last()).not.toContainText('▴');
  await shot(page, 'run-after-end');
});

test('a crashed run is no repeat: it is left out, said, and can be counted in', async ({ page }) => {
  python(GROUPS, 'crashed', '', 'failed');
  const sidebar = await project(page, 'crashed');
  const view = await compareAll(page, 'crashed', 'lr0.1-s0');
  await view.getByRole('button', { name: /lr0.3-s0/ }).click();
  await expect(headline(view)).toContainText('lr 0.3: val/acc is up 4.0 points, 4 of 5 seeds, 1 failed');
  await expect(view.locator('.nt-Answer-line.nt-mod-main')).toContainText('0.911 → 0.951');
  await shot(page, 'compare-failed');
  await view.getByRole('checkbox', { name: /4 of 5 seeds, 1 failed/ }).click();
  await expect(view.locator('.nt-Answer-line.nt-mod-main')).not.toContainText('0.951');
  await expect(view.getByRole('checkbox', { name: /all 5 counted/ })).toBeChecked();

  await runRow(sidebar, 'lr0.3-s4').click();
  const run = page.locator('.nt-Run').last();
  await expect(run.getByLabel('The error that ended the run')).toContainText('x'.repeat(300));
  await expect(run.getByText(/^took/)).toBeVisible();
  await shot(page, 'run-failed');
});

test('a run that went to NaN or exploded looks so, is found by it, and is never the best', async ({ page }) => {
  python(SINGLES, 'astray');
  const sidebar = await project(page, 'astray');
  const lost = runRow(sidebar, 'went-to-nan');
  await expect(lost).toContainText('NaN since step 3');
  await expect(lost.locator('.nt-RunRow-result b')).toHaveText('NaN');
  await expect(lost).toContainText('best 0.110');
  await expect(lost.locator('.nt-StatusMark')).toHaveClass(/nt-mod-diverged/);
  await expect(runRow(sidebar, 'exploded')).toContainText('diverged since step 12');
  await expect(runRow(sidebar, 'exploded')).not.toContainText('000000');
  await shot(page, 'sidebar-diverged');

  const names = () =>
    sidebar
      .getByRole('option')
      .evaluateAll(rows => rows.map(row => (row.getAttribute('aria-label') ?? '').split(',')[0]));
  await sidebar.getByRole('button', { name: 'Order and metric' }).click();
  await page.locator('.lm-Menu').getByText('Best first').click();
  await page.mouse.move(1000, 500);
  await expect.poll(names).toEqual(['calm', 'went-to-nan', 'exploded', 'other-metric']);
  await expect(sidebar.getByRole('button', { name: 'Order and metric' })).toContainText('Best first · val/loss');
  await expect(runRow(sidebar, 'other-metric')).toHaveClass(/nt-mod-apart/);
  await shot(page, 'sidebar-best');

  const filter = sidebar.getByRole('textbox', { name: 'Filter runs' });
  for (const [text, found] of [
    ['diverged', ['went-to-nan', 'exploded']],
    ['isnan(val/loss)', ['went-to-nan']],
    ['val/loss = nan', ['went-to-nan']]
  ] as const) {
    await filter.fill(text);
    await expect.poll(names).toEqual(found);
  }
  await filter.fill('');

  await runRow(sidebar, 'exploded').click();
  const run = page.locator('.nt-Run').last();
  await expect(run.getByRole('heading', { level: 1 })).toHaveText('exploded');
  await expect(run.getByText('2 points out of view').first()).toBeVisible();
  await expect(run.locator('.nt-Tag', { hasText: 'diverged since step 12' })).toBeVisible();
  await expect(run.getByText('2.278e−4')).toBeVisible();
  await shot(page, 'run-exploded');
});

const RANKED = `
import math, sys, nbtrail
def made(name, data, *values, ends=None):
    try:
        with nbtrail.run(name, project=sys.argv[1]) as run:
            run.log_dataset([{"x": i} for i in range(data)], "digits", role="validation")
            for value in values:
                run.log({"val/acc": value})
            if ends:
                raise ends
    except MemoryError:
        pass
made("plain", 50, 0.8)
made("runner-up", 50, 0.7)
made("crashed", 50, 0.9, ends=MemoryError())
made("other-data", 20, 0.95)
made("to-nan", 50, 0.99, math.nan, math.nan, math.nan)
`;

test('the best first say which ranks are not to be trusted, and why', async ({ page }) => {
  python(RANKED, 'ranked');
  const sidebar = await project(page, 'ranked');
  await sidebar.getByRole('button', { name: 'Order and metric' }).click();
  await page.locator('.lm-Menu').getByText('Best first').click();
  await expect(sidebar.locator('.nt-RunRow-name')).toHaveText([
    'other-data',
    'crashed',
    'plain',
    'runner-up',
    'to-nan'
  ]);
  for (const [name, mark, words, title] of [
    ['other-data', '≠ data', 'different data than most of the list', /different data than most of this list/],
    ['crashed', 'failed', 'did not finish', /did not finish \(failed\)/],
    ['to-nan', 'best 0.990', 'NaN since', /NaN in val\/acc/]
  ] as const) {
    await expect(runRow(sidebar, name).locator('.nt-RunRow-delta.nt-mod-warning')).toHaveText(mark);
    await expect(runRow(sidebar, name)).toHaveAttribute('aria-label', new RegExp(words));
    await expect(runRow(sidebar, name)).toHaveAttribute('title', title);
  }
  for (const name of ['plain', 'runner-up']) {
    await expect(runRow(sidebar, name).locator('.nt-mod-warning')).toHaveCount(0);
  }
  await shot(page, 'sidebar-ranked');

  const view = await compareAll(page, 'ranked', 'runner-up');
  await view.getByRole('button', { name: /plain/ }).click();
  await expect(view.locator('.nt-Answer')).toContainText('too few runs to tell');
  await expect(view.locator('.nt-Answer .nt-good, .nt-SideBar .nt-good')).toHaveCount(0);
  await expect(view.locator('.nt-Answer, .nt-SideBar').getByText('▴')).toHaveCount(0);
  await expect(view.getByRole('button', { name: 'plain val/acc +10.0 pp' })).toBeVisible();
  await shot(page, 'compare-few');
});

test('a direction that nobody stated is not shown as a fact, and one click states it', async ({ page }) => {
  python(GROUPS, 'directions', '', '');
  await project(page, 'directions');
  const view = await compareAll(page, 'directions', 'lr0.1-s0');
  await view
    .getByRole('combobox', { name: /^Metric/ })
    .selectOption('grad/norm')
    .catch(async () => {
      await view.getByRole('button', { name: /^Metric/ }).click();
      await page.locator('.lm-Menu').getByText('grad/norm').click();
    });
  const chart = view.getByRole('region', { name: 'grad/norm' });
  await expect(chart).toContainText('last value');
  await expect(view.locator('.nt-SideBar')).not.toContainText('▴');
  await shot(page, 'compare-no-direction');
  await chart.getByRole('button', { name: 'lower', exact: true }).click();
  await expect(chart).toContainText('lower is better');
  expect(
    sql(
      "SELECT DISTINCT goal FROM metric_summary WHERE key = 'grad/norm' AND run_id IN (SELECT run_id FROM runs WHERE project = 'directions')"
    )
  ).toEqual([{ goal: 'min' }]);
});

test('an open comparison keeps its sides when another baseline is pinned, and offers the change', async ({ page }) => {
  python(GROUPS, 'pinning', '', '');
  const sidebar = await project(page, 'pinning');
  const runs = sql("SELECT run_id, name FROM runs WHERE project = 'pinning' ORDER BY started_at");
  const ids = runs.slice(0, 3).map(run => String(run.run_id));
  await execute(page, 'nbtrail:compare', { runIds: ids });
  const view = page.locator('.nt-Compare').last();
  const baseline = view.locator('.nt-SideBar-side').first();
  await expect(baseline).toContainText('lr0.1-s0');
  await execute(page, 'nbtrail:pin-baseline', { runIds: [String(runs[1]?.run_id)] });
  const offer = view.locator('.nt-BaselineOffer');
  await expect(offer).toContainText('lr0.1-s1 is the baseline of the project now');
  await expect(baseline).toContainText('lr0.1-s0');
  await shot(page, 'compare-offer');
  await offer.getByRole('button', { name: 'Compare with it' }).click();
  await expect(baseline).toContainText('lr0.1-s1');
  await expect(offer).toHaveCount(0);
  await expect(runRow(sidebar, 'lr0.1-s1')).toContainText('baseline');
});
