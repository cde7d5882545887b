/** The list's order by one metric, asked as the sidebar asks it. */
import { listSql, type IChoice } from '../../src/model/runListSql';
import { FieldJournal } from './fieldJournal';
import { Home } from './support';

const PLACE = { user: 'eve', host: 'desk', python: '3.11.7', notebook: '/nb/r.ipynb', project: 'ranked' };
const CHOICE: IChoice = {
  project: 'ranked',
  experiment: null,
  scope: 'all',
  notebook: null,
  filter: '',
  archived: false,
  sort: 'best',
  metric: null
};

let home: Home;

beforeAll(async () => {
  home = new Home();
  const journal = new FieldJournal(home.path, 's1', PLACE, 1000);
  const run = (id: string, metrics: Record<string, number[]>): void => {
    journal.run(1000, id, id, {});
    for (const [key, values] of Object.entries(metrics)) {
      journal.points(
        1000,
        id,
        [key],
        values.map((value, step) => [step, 1001 + step, [value]])
      );
    }
    journal.end(2000, id);
  };
  run('second', { 'val/loss': [2, 0.4], 'grad/norm': [9] });
  run('first', { 'val/loss': [2, 0.3, 0.5], 'grad/norm': [3] });
  run('astray', { 'val/loss': [2, 0.01, NaN] });
  run('never', { 'val/loss': [NaN] });
  run('of-another', { 'val/acc': [0.99] });
  run('without', {});
  await home.start();
});

afterAll(() => home.dispose());

async function ranked(choice: IChoice): Promise<{ metric: unknown; goal: unknown; order: unknown[] }> {
  const rows = await home.sql(listSql(choice, '/nb', 'true', { first: 0, last: 59, until: null, held: [] }));
  const [first] = rows;
  return { metric: first?.ranked_by, goal: first?.ranked_goal, order: rows.map(row => [row.run_id, row.metric]) };
}

describe('the best first', () => {
  it('are ranked by the metric that most runs lead with: the diverged after the others, those without it apart', async () => {
    expect(await ranked(CHOICE)).toEqual({
      metric: 'val/loss',
      goal: 'min',
      order: [
        ['first', 'val/loss'],
        ['second', 'val/loss'],
        ['astray', 'val/loss'],
        ['never', 'val/loss'],
        ['of-another', null],
        ['without', null]
      ]
    });
  });

  it('are the highest of a metric without a direction', async () => {
    const { metric, goal, order } = await ranked({ ...CHOICE, metric: 'grad/norm' });
    expect({ metric, goal }).toEqual({ metric: 'grad/norm', goal: null });
    expect(order.slice(0, 3)).toEqual([
      ['second', 'grad/norm'],
      ['first', 'grad/norm'],
      expect.arrayContaining([null])
    ]);
  });
});
