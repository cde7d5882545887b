/** What the sidebar asks beside its rows, asked as the sidebar asks it. */
import { noiseOf, type IBaselineRepeat, repeatsSql } from '../../src/model/baselineNoise';
import { listSql, type IChoice } from '../../src/model/runListSql';
import { unknownNamesSql } from '../../src/model/unknownNames';
import { FieldJournal } from './fieldJournal';
import { Home } from './support';

const PLACE = { user: 'eve', host: 'desk', python: '3.11.7', notebook: '/nb/r.ipynb', project: 'noisy' };
const CHOICE: IChoice = {
  project: 'noisy',
  experiment: null,
  scope: 'all',
  notebook: null,
  filter: '',
  archived: false,
  sort: 'newest',
  metric: null
};

let home: Home;

beforeAll(async () => {
  home = new Home();
  const journal = new FieldJournal(home.path, 's1', PLACE, 1000);
  const run = (id: string, params: object, value: number, status = 'finished'): void => {
    journal.run(1000, id, id, params);
    journal.points(1000, id, ['val/acc'], [[0, 1001, [value]]]);
    journal.end(2000, id, status);
  };
  run('base', { lr: 0.1, depth: 3, seed: 0 }, 0.911);
  run('again', { lr: 0.1, depth: 3, seed: 1 }, 0.913);
  run('once-more', { lr: 0.1, depth: 3, seed: 2 }, 0.908);
  run('crashed', { lr: 0.1, depth: 3, seed: 3 }, 0.2, 'failed');
  run('other-lr', { lr: 0.3, depth: 3, seed: 0 }, 0.95);
  run('one-more-param', { lr: 0.1, depth: 3, width: 8, seed: 0 }, 0.95);
  run('one-less-param', { lr: 0.1, seed: 0 }, 0.95);
  run('without-seed', { lr: 0.1, depth: 3 }, 0.95);
  journal.fact(3000, 'baseline_set', { project: 'noisy', run_id: 'base' });
  await home.start();
});

afterAll(() => home.dispose());

it('a repeat of the baseline has its parameters but for seeds, and only those that ran tell of the noise', async () => {
  const found = (await home.sql(repeatsSql(['noisy'], ['val/acc']))) as IBaselineRepeat[];
  expect(found.map(({ run_id, ran, seed }) => [run_id, ran, seed]).sort()).toEqual([
    ['again', true, '1'],
    ['base', true, '0'],
    ['crashed', false, '3'],
    ['once-more', true, '2']
  ]);
  const { repeats, noise } = noiseOf(found);
  expect(repeats).toBe(3);
  // 4.303 · 0.00252 · √2
  expect(noise).toBeCloseTo(0.01531, 4);
  expect(noiseOf(found.filter(({ run_id }) => run_id === 'base' || run_id === 'crashed'))).toEqual({
    repeats: 1,
    noise: null
  });
});

it('a name that no run has is told, with those that are close', async () => {
  const near = async (...names: string[]) =>
    (await home.sql(unknownNamesSql(CHOICE, '/nb', names))).map(row => [row.name, row.near]);
  expect(await near('acc')).toEqual([['acc', 'val/acc']]);
  expect(await near('val_acc', 'lr')).toEqual([['val_acc', 'val/acc']]);
  expect(await near('accuracy')).toEqual([['accuracy', 'val/acc']]);
  expect(await near('dept', 'statsu')).toEqual([
    ['dept', 'depth'],
    ['statsu', 'status']
  ]);
  expect(await near("xylophon'e")).toEqual([["xylophon'e", null]]);
  expect(await near('val/acc', 'seed')).toEqual([]);
});

it('the names that a filter looks up are told with its condition', async () => {
  const names = async (text: string) => (await home.ask('filter', { text })).body.names;
  expect(await names('acc > 0.9 and (lr < 0.1 or status = failed) and not lr in (1, 2)')).toEqual(['acc', 'lr']);
  expect(await names('best(val/acc) > 0.9 and fox')).toEqual(['val/acc']);
  expect(await names('')).toEqual([]);
});

it('the baseline is one of the runs that the list is of where place and filter have it', async () => {
  const listed = async (choice: IChoice, where: string) =>
    (await home.sql(listSql(choice, '/nb', where, { first: 0, last: 59, until: null, held: [] }))).find(
      ({ pinned }) => pinned === true
    )?.listed;
  const { where } = (await home.ask('filter', { text: 'lr > 0.2 or depth = 4' })).body;
  expect(await listed(CHOICE, 'true')).toBe(true);
  expect(await listed(CHOICE, where)).toBe(false);
  expect(await listed({ ...CHOICE, archived: true }, 'true')).toBe(false);
});
