/** The table of all runs with all that they were given, of a store that has many. */
import { Home, Journal } from './support';

const RUNS = 10_000;
const PARAMS = 100;

let home: Home;

beforeAll(async () => {
  home = new Home();
  const journal = new Journal(home);
  for (let run = 0; run < RUNS; run++) {
    journal.run(`r${run}`);
    const params = Object.fromEntries(Array.from({ length: PARAMS }, (_, key) => [`param_${key}`, run * key]));
    journal.fact('params', { run_id: `r${run}`, params });
  }
  await home.start();
}, 240_000);

afterAll(() => home.dispose());

it.each([
  ['the first of them', 'SELECT * FROM run_table LIMIT 500', 500],
  ['the newest of them', 'SELECT * FROM run_table ORDER BY started_at DESC LIMIT 500', 500],
  ['one parameter of all', "SELECT name, params['param_3'] FROM run_table", RUNS],
  ['runs by a parameter', "SELECT params['param_0'], count(*) FROM run_table GROUP BY ALL", 1]
])('of ten thousand runs with a hundred parameters each gives %s', async (_, sql, rows) => {
  const found = await home.sql(sql);
  expect(found).toHaveLength(rows);
});

it('has each parameter of a run', async () => {
  const [run] = await home.sql(
    "SELECT len(map_keys(params)) AS params, params['param_7'] AS seventh, metrics FROM run_table WHERE run_id = 'r9'"
  );
  expect(run).toMatchObject({ params: PARAMS, seventh: '63' });
});
