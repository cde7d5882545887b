/** The companion goes away, and comes back, while somebody looks. */
import { expect, test } from '@jupyterlab/galata';

import { chooseProject, openSidebar, runRow } from './support/lab';
import { companionPid, killCompanion, seed, sql } from './support/store';

test.beforeAll(() => {
  seed('companion', [{ name: 'before-the-crash', metrics: [{ acc: 0.5 }] }]);
});

test('the sidebar says that it is gone, keeps what it shows, and is live again by itself', async ({ page }) => {
  const sidebar = await openSidebar(page);
  await chooseProject(sidebar, 'companion');
  await expect(runRow(sidebar, 'before-the-crash')).toBeVisible();

  // Whoever takes over is ended as well until the sidebar has noticed.
  const notice = sidebar.getByText('Companion is off.');
  await expect
    .poll(
      async () => {
        killCompanion();
        return notice.count();
      },
      { timeout: 60_000, intervals: [50] }
    )
    .toBeGreaterThan(0);
  await expect(runRow(sidebar, 'before-the-crash')).toBeVisible();

  await expect(notice).toHaveCount(0, { timeout: 60_000 });
  await expect(sidebar.getByText('companion on')).toBeVisible();
  seed('companion', [{ name: 'after-the-crash', metrics: [{ acc: 0.75 }] }]);
  await expect(runRow(sidebar, 'after-the-crash')).toBeVisible();
});

test('what was logged while it was away is there when another one answers', () => {
  sql('SELECT 1');
  const gone = companionPid();
  killCompanion();
  seed('companion', [{ name: 'while-away', metrics: [{ acc: 0.125 }, { acc: 0.25 }] }]);
  expect(
    sql(`SELECT m.value FROM metrics m JOIN runs r USING (run_id) WHERE r.name = 'while-away' ORDER BY m.step`)
  ).toEqual([{ value: 0.125 }, { value: 0.25 }]);
  expect(companionPid()).not.toBe(gone);
});

test('a question that ends its process is refused, and the sidebar stays live without a word', async ({ page }) => {
  const sidebar = await openSidebar(page);
  await chooseProject(sidebar, 'companion');
  await expect(runRow(sidebar, 'before-the-crash')).toBeVisible();
  const pid = companionPid();
  expect(() => sql("SELECT (repeat('[', 50000) || repeat(']', 50000))::JSON::VARIANT")).toThrow(/NT315/);
  seed('companion', [{ name: 'after-the-question', metrics: [{ acc: 0.8 }] }]);
  await expect(runRow(sidebar, 'after-the-question')).toBeVisible();
  await expect(sidebar.getByText('Companion is off.')).toHaveCount(0);
  expect(companionPid()).toBe(pid);
});
