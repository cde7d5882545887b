/** What the tables say of metrics that went wrong, and of those whose direction somebody stated. */

import { FieldJournal } from './fieldJournal';
import { Home, type Row } from './support';

const PLACE = { user: 'eve', host: 'desk', python: '3.11.7', notebook: '/nb/d.ipynb', project: 'div' };

let home: Home;
let journal: FieldJournal;

beforeEach(async () => {
  home = new Home();
  journal = new FieldJournal(home.path, 's1', PLACE, 1000);
});

afterEach(() => home.dispose());

/** A run of the values, a step each from 0. */
function run(id: string, key: string, values: number[], into = journal): void {
  into.run(1000, id, id, {});
  into.points(
    1000,
    id,
    [key],
    values.map((value, step) => [step, 1001 + step, [value]])
  );
  into.end(2000, id);
}

const runs = async (columns: string): Promise<Row[]> => home.sql(`select run_id, ${columns} from runs order by run_id`);
const filtered = async (text: string): Promise<string> => {
  const { body } = await home.ask('filter', { text });
  const rows = await home.sql(
    `select run_id from runs r where ${String((body as { where: string }).where)} order by 1`
  );
  return rows.map(row => row.run_id).join(' ');
};

describe('a run', () => {
  it('diverged when a metric of it ended NaN, infinite or far off, and says since when', async () => {
    run('ends-nan', 'val/loss', [1, 0.11, 0.5, NaN, NaN]);
    run('ends-inf', 'loss', [1, 2, Infinity]);
    run('explodes', 'train/loss', [2, 1, 5e3, 1e122]);
    run('nan-at-once', 'loss', [NaN, NaN]);
    run('recovers', 'loss', [1, NaN, 0.5, 1e6, 0.4]);
    run('goes-on-after-nan', 'loss', [1, NaN, 0.5, NaN, NaN]);
    run('undefined-here', 'val/auc_class_3', [NaN, NaN]);
    run('grows-as-it-should', 'samples', [1, 1e4, 1e9]);
    run('gets-better', 'loss', [5, -1e7]);
    run('perfect', 'psnr', [20, 40, Infinity]);
    await home.start();
    expect(await runs('diverged, diverged_metric as metric, diverged_at_step as at, diverged_value as value')).toEqual(
      [
        ['ends-inf', 'loss', 2, 'Infinity'],
        ['ends-nan', 'val/loss', 3, 'NaN'],
        ['explodes', 'train/loss', 2, 1e122],
        ['gets-better'],
        ['goes-on-after-nan', 'loss', 3, 'NaN'],
        ['grows-as-it-should'],
        ['nan-at-once', 'loss', 0, 'NaN'],
        ['perfect'],
        ['recovers'],
        // Its own primary metric: without any other it is what the run is about.
        ['undefined-here', 'val/auc_class_3', 0, 'NaN']
      ].map(([run_id, metric = null, at = null, value = null]) => ({
        run_id,
        diverged: metric !== null,
        metric,
        at,
        value
      }))
    );
    expect(
      await home.sql(
        "select nan_count, infinite_count, first_nan_step, best_value from metric_summary where run_id in ('ends-nan', 'ends-inf') order by run_id"
      )
    ).toEqual([
      { nan_count: 0, infinite_count: 1, first_nan_step: 2, best_value: 1 },
      { nan_count: 2, infinite_count: 0, first_nan_step: 3, best_value: 0.11 }
    ]);
    expect(await filtered('diverged')).toBe('ends-inf ends-nan explodes goes-on-after-nan nan-at-once undefined-here');
    expect(await filtered('not diverged')).toBe('gets-better grows-as-it-should perfect recovers');
    expect(await filtered('isnan(val/loss)')).toBe('ends-nan');
    expect(await filtered('val/loss = nan')).toBe('ends-nan');
    expect(await filtered('loss = nan')).toBe('goes-on-after-nan nan-at-once recovers');
    expect(await filtered('last(loss) = nan')).toBe('goes-on-after-nan nan-at-once');
    expect(await filtered('last(loss) = inf')).toBe('ends-inf');
  });

  it('diverged since the first of its last bad values, where good ones come late between them', async () => {
    journal.run(1000, 'r', 'r', {});
    const other = new FieldJournal(home.path, 's2', PLACE, 1000);
    other.points(
      1000,
      'r',
      ['loss'],
      [0, 3, 5, 6, 7].map(step => [step, 1001 + step, [step === 0 ? 1 : step % 2 ? NaN : 1e9]])
    );
    await home.start();
    expect(await runs('diverged_at_step as at')).toEqual([{ run_id: 'r', at: 7 }]);
    expect(await home.sql('select diverged_at_step as at from metric_summary')).toEqual([{ at: 7 }]);
    journal.points(1000, 'r', ['loss'], [[4, 1005, [0.5]]]);
    expect(await runs('diverged_at_step as at')).toEqual([{ run_id: 'r', at: 7 }]);
    other.points(
      1000,
      'r',
      ['loss'],
      [
        [9, 1010, [NaN]],
        [10, 1011, [NaN]]
      ]
    );
    journal.points(1000, 'r', ['loss'], [[8, 1009, [0.5]]]);
    expect(await runs('diverged_at_step as at')).toEqual([{ run_id: 'r', at: 9 }]);
  });

  it('that diverged is never the best of a list', async () => {
    run('a-good', 'val/loss', [1, 0.5]);
    run('b-diverged', 'val/loss', [1, 0.01, NaN]);
    run('c-other', 'grad/norm', [9]);
    await home.start();
    await home.ask('sync');
    const { body } = await home.ask('runs', { order: 'best' });
    const { sql, params } = body as { sql: string; params: object };
    const listed = (await home.ask('query', { sql, params })).body as {
      columns: { name: string }[];
      data: unknown[][];
    };
    expect(listed.data[listed.columns.findIndex(({ name }) => name === 'run_id')]).toEqual([
      'a-good',
      'c-other',
      'b-diverged'
    ]);
    expect(await home.sql('select run_id from best_runs')).toEqual([{ run_id: 'a-good' }]);
  });

  it('says the same of its divergence however its points arrive, and after a rebuild', async () => {
    const other = new FieldJournal(home.path, 's2', PLACE, 1000);
    journal.run(1000, 'r', 'r', {});
    other.points(
      1000,
      'r',
      ['loss'],
      [
        [3, 1004, [NaN]],
        [5, 1006, [NaN]],
        [6, 1007, [NaN]]
      ]
    );
    const companion = await home.start();
    expect(await runs('diverged_at_step as at')).toEqual([{ run_id: 'r', at: 3 }]);
    journal.points(
      1000,
      'r',
      ['loss'],
      [
        [0, 1001, [3]],
        [1, 1002, [2]],
        [2, 1003, [1]]
      ]
    );
    expect(await runs('diverged_at_step as at')).toEqual([{ run_id: 'r', at: 3 }]);
    journal.points(1000, 'r', ['loss'], [[7, 1008, [0.5]]]);
    expect(await runs('diverged_at_step as at')).toEqual([{ run_id: 'r', at: null }]);
    other.points(1000, 'r', ['loss'], [[8, 1009, [NaN]]]);
    expect(await runs('diverged_at_step as at')).toEqual([{ run_id: 'r', at: 8 }]);
    const before = await home.everything();
    expect((await home.ask('rebuild')).status).toBe(200);
    expect((await home.everything()).metric_summary).toEqual(before.metric_summary);
    expect(companion.exitCode).toBeNull();
  });
});

describe('a direction', () => {
  const said = (goal: string | null, key = 'grad/norm', project = 'div') =>
    home.ask('edit', { facts: [{ k: 'metric_defined', run_id: null, project, key, goal, summary: null }] });
  const metrics = () =>
    home.sql(
      "select run_id, goal, best_value as best, best_step as at from metric_summary where key = 'grad/norm' order by 1"
    );

  it('that a person states holds for all runs of the project, those before and those after, and after a rebuild', async () => {
    run('gone', 'grad/norm', [5, 2, 3]);
    journal.close(3000);
    const second = new FieldJournal(home.path, 's2', PLACE, 1000);
    run('open', 'grad/norm', [7, 1, 4], second);
    const elsewhere = new FieldJournal(home.path, 's3', { ...PLACE, project: 'else' }, 1000);
    run('other', 'grad/norm', [7, 1, 4], elsewhere);
    await home.start();
    const none = { goal: null, at: 2 };
    expect(await metrics()).toEqual([
      { run_id: 'gone', best: 3, ...none },
      { run_id: 'open', best: 4, ...none },
      { run_id: 'other', best: 4, ...none }
    ]);
    expect((await said('min')).status).toBe(200);
    run('later', 'grad/norm', [8, 6, 9], second);
    const after = [
      { run_id: 'gone', goal: 'min', best: 2, at: 1 },
      { run_id: 'later', goal: 'min', best: 6, at: 1 },
      { run_id: 'open', goal: 'min', best: 1, at: 1 },
      { run_id: 'other', best: 4, ...none }
    ];
    expect(await metrics()).toEqual(after);
    expect(await runs('primary_goal as goal, primary_value as value')).toEqual(
      after.map(({ run_id, goal, best }) => ({ run_id, goal, value: best }))
    );
    await home.ask('rebuild');
    expect(await metrics()).toEqual(after);
    await said('max');
    expect((await metrics()).map(({ best }) => best)).toEqual([5, 9, 7, 4]);
    await said(null);
    expect((await metrics()).map(({ best }) => best)).toEqual([3, 9, 4, 4]);
  });

  it('that a person states holds against the name and against what the run said before', async () => {
    run('r', 'val/loss', [1, 3, 2]);
    journal.fact(1500, 'metric_defined', { run_id: 'r', key: 'val/loss', goal: 'min', summary: null });
    await home.start();
    await said('max', 'val/loss');
    expect(await home.sql('select goal, best_value from metric_summary')).toEqual([{ goal: 'max', best_value: 3 }]);
    const t = Date.now() / 1000 + 60;
    journal.fact(t, 'metric_defined', { run_id: 'r', key: 'val/loss', goal: 'min', summary: null });
    expect(await home.sql('select goal, best_value from metric_summary')).toEqual([{ goal: 'min', best_value: 1 }]);
  });

  it('of no known kind is refused, with the field that is wrong', async () => {
    await home.start();
    const { status, body } = await said('up');
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('goal of metric_defined');
  });

  it('makes a loss that nobody knew as one diverge', async () => {
    run('r', 'elbo', [1, 5e4]);
    journal.close(3000);
    await home.start();
    expect(await runs('diverged')).toEqual([{ run_id: 'r', diverged: false }]);
    await said('min', 'elbo');
    expect(await runs('diverged, diverged_at_step as at')).toEqual([{ run_id: 'r', diverged: true, at: 1 }]);
  });
});
