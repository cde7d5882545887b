/**
 * Histories by chance, journalled by several writers, answer in SQL what a plain
 * model of docs/schema.md computes of them. `NBTRAIL_LONG=1` takes more.
 */
import { Home, Journal, packedRow, type Row, until } from '../support';
import { lineBy } from './filters';
import { Chance, historyOf, type IHistory } from './histories';
import { auc, cell, inOrder, type IRun, runsOf } from './model';

const SEEDS = Array.from({ length: process.env.NBTRAIL_LONG ? 300 : 30 }, (_, index) => 1 + 977 * index);
/** No process has this number. */
const NOBODY = 2 ** 22 + 7;

describe.each(SEEDS)('the history of seed %i', seed => {
  const history = historyOf(seed);
  const runs = runsOf(history);
  const home = new Home();

  beforeAll(async () => {
    write(home, history);
    await home.start();
    await home.ask('sync');
    // What a companion concludes of the dead is a fact of its own, and follows.
    const running = runs.filter(run => runRow(run).status === 'running').length;
    await until(
      async () => (await home.sql("SELECT count(*) AS n FROM runs WHERE status = 'running'"))[0]?.n === running
    );
    await home.ask('sync');
  });

  afterAll(() => home.dispose());

  it('is answered as the schema says', async () => {
    expect(await home.sql(RUNS)).toEqual(runs.map(runRow));
    expect(
      await home.sql('SELECT run_id, key, value, number, boolean, type, json FROM params ORDER BY run_id, key')
    ).toEqual(
      runs.flatMap(run =>
        sorted(run.params).map(([key, param]) => ({
          run_id: run.id,
          key,
          ...param,
          number: cell(param.number),
          json: param.json === null ? null : JSON.stringify(param.json)
        }))
      )
    );
    expect(await home.sql('SELECT run_id, tag FROM tags ORDER BY run_id, tag')).toEqual(
      runs.flatMap(({ id, tags }) => tags.map(tag => ({ run_id: id, tag })))
    );
    expect(await home.sql('SELECT run_id, key, step, value FROM metrics ORDER BY run_id, key, step, time')).toEqual(
      runs.flatMap(run =>
        sorted(run.metrics).flatMap(([key, { points }]) =>
          inOrder(points).map(({ step, value }) => ({ run_id: run.id, key, step, value: cell(value) }))
        )
      )
    );
    expect(await home.sql(SUMMARIES)).toEqual(runs.flatMap(summaryRows));
    expect(await extremesAreMet(home, runs)).toBe(true);
  });

  it('is ranked as the schema says', async () => {
    const ranked = runs.filter(run => !run.archived && best(run) !== null && goal(run) !== null && !diverged(run));
    const better = (run: IRun, than: IRun): boolean =>
      goal(run) === 'min'
        ? (best(run) as number) < (best(than) as number)
        : (best(run) as number) > (best(than) as number);
    const rank = (run: IRun): number =>
      1 +
      ranked.filter(
        other =>
          other.experiment === run.experiment &&
          other.primary === run.primary &&
          goal(other) === goal(run) &&
          better(other, run)
      ).length;
    const comparable = ranked.filter(run => !Number.isNaN(best(run)));
    const answer = await home.sql('SELECT run_id, rank FROM best_runs WHERE NOT isnan(primary_value) ORDER BY run_id');
    expect(answer).toEqual(comparable.map(run => ({ run_id: run.id, rank: rank(run) })));
  });

  it('is measured by the functions as they say', async () => {
    const chance = new Chance(seed);
    const asked: string[] = [];
    const expected: Row[] = [];
    for (const run of runs) {
      for (const [key, metric] of run.metrics) {
        const [x, step] = [(chance.below(41) - 20) / 4, chance.below(20)];
        const points = inOrder(metric.points);
        const first = (met: (value: number) => boolean): number | null =>
          points.find(({ value }) => met(value))?.step ?? null;
        const of = `'${run.id}', '${key}'`;
        asked.push(`SELECT ${asked.length} AS number, metric_at(${of}, ${step}) AS at,
          first_step_above(${of}, ${x}) AS above, first_step_below(${of}, ${x}) AS below,
          steps_to_reach(${of}, ${x}) AS reached, auc(${of}) AS area, pct_change_vs(${x}, ${step}) AS change`);
        expected.push({
          number: expected.length,
          at: cell(points.filter(point => point.step <= step).at(-1)?.value),
          above: first(value => value > x),
          below: first(value => value < x),
          reached: first(value => (metric.goal === null ? false : metric.goal === 'min' ? value <= x : value >= x)),
          area: auc(metric.points),
          change: step === 0 ? null : expect.closeTo((100 * (x - step)) / step, 9)
        });
      }
    }
    expect(await home.sql(`${asked.join(' UNION ALL ')} ORDER BY number`)).toEqual(expected);
  });

  it('has the confidence interval that the handbook gives for three values', async () => {
    const chance = new Chance(seed);
    const values = [0, 1, 2].map(() => chance.below(100) / 4);
    const mean = values.reduce((sum, value) => sum + value, 0) / 3;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2);
    const half = (4.303 * deviation) / Math.sqrt(3);
    expect(await home.sql(`SELECT mean_ci([${values.join(', ')}, NULL, 'NaN'::DOUBLE, 'inf'::DOUBLE]) AS ci`)).toEqual([
      {
        ci: {
          mean: expect.closeTo(mean, 9),
          low: expect.closeTo(mean - half, 9),
          high: expect.closeTo(mean + half, 9),
          n: 3
        }
      }
    ]);
  });

  it('is filtered as the lines say', async () => {
    const chance = new Chance(seed);
    for (let count = 0; count < 15; count++) {
      const { text, holds } = lineBy(chance);
      const { body } = await home.ask('filter', { text });
      const rows = await home.sql(`SELECT run_id FROM runs r WHERE ${body.where} ORDER BY run_id`);
      expect([text, rows.map(row => row.run_id)]).toEqual([text, runs.filter(holds).map(({ id }) => id)]);
    }
  });
});

function write(home: Home, { writers, said }: IHistory): void {
  const journals = writers.map(lives => new Journal(home, lives ? undefined : { pid: NOBODY }));
  const shapes = new Map<string, number>();
  for (const { t, writer, run, k, fields, step = 0, values } of said) {
    const journal = journals[writer] as Journal;
    if (values) {
      const keys = Object.keys(values);
      const name = JSON.stringify([writer, run, keys]);
      if (!shapes.has(name)) {
        shapes.set(name, shapes.size + 1);
        journal.fact('series', { series: shapes.size, run_id: run, keys }, t);
      }
      journal.numbers(packedRow(shapes.get(name) as number, step, t, Object.values(values)));
    } else {
      journal.fact(k, { run_id: run, session_id: journal.sessionId, ...fields }, t);
    }
  }
}

const RUNS = `SELECT run_id, name, experiment, status, tags, note, archived, hidden, is_baseline, total_steps, last_step,
  primary_metric, primary_goal, primary_value, ended_at IS NULL AS open, diverged FROM runs ORDER BY run_id`;

function runRow(run: IRun): Row {
  return {
    run_id: run.id,
    name: run.name,
    experiment: run.experiment,
    status: run.status,
    tags: run.tags,
    note: run.note,
    archived: run.archived,
    hidden: run.hidden,
    is_baseline: run.baseline,
    total_steps: run.total_steps,
    last_step: run.last_step,
    primary_metric: run.primary,
    primary_goal: goal(run),
    primary_value: cell(best(run)),
    open: run.status === 'running',
    diverged: diverged(run)
  };
}

const SUMMARIES = `SELECT run_id, key, goal, summary, is_primary, count, nan_count, first_value, first_step, last_value,
  last_step, min_value, max_value, mean_value, best_value, infinite_count, first_nan_step, diverged_at_step FROM metric_summary ORDER BY run_id, key`;

function summaryRows(run: IRun): Row[] {
  return sorted(run.metrics).map(([key, metric]) => ({
    run_id: run.id,
    key,
    goal: metric.goal,
    summary: metric.summary,
    is_primary: run.primary === key,
    count: metric.points.length,
    nan_count: metric.nans,
    first_value: cell(metric.first.value),
    first_step: metric.first.step,
    last_value: cell(metric.last.value),
    last_step: metric.last.step,
    min_value: cell(metric.min),
    max_value: cell(metric.max),
    mean_value: cell(metric.mean),
    best_value: cell(metric.best),
    infinite_count: metric.infinite,
    first_nan_step: metric.firstNan,
    diverged_at_step: metric.divergedAt
  }));
}

/** Whether the steps of extremes are steps that have them: of equal ones any may stand. */
async function extremesAreMet(home: Home, runs: IRun[]): Promise<boolean> {
  const rows = await home.sql('SELECT run_id, key, min_value, min_step, max_value, max_step FROM metric_summary');
  return rows.every(row => {
    const points = runs.find(({ id }) => id === row.run_id)?.metrics.get(String(row.key))?.points ?? [];
    const met = (end: string): boolean =>
      row[`${end}_value`] === null ||
      points.some(({ step, value }) => step === row[`${end}_step`] && cell(value) === row[`${end}_value`]);
    return met('min') && met('max');
  });
}

function diverged(run: IRun): boolean {
  return [...run.metrics.values()].some(({ divergedAt }) => divergedAt !== null);
}

function best(run: IRun): number | null {
  return run.metrics.get(run.primary ?? '')?.best ?? null;
}

function goal(run: IRun): string | null {
  return run.metrics.get(run.primary ?? '')?.goal ?? null;
}

function sorted<T>(map: Map<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
