import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

import type { QueryError } from '../src/errors';
import { compileFilter } from '../src/query/compileFilter';

let instance: DuckDBInstance;
let connection: DuckDBConnection;

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  await connection.run(`
    CREATE TABLE runs AS SELECT * FROM (VALUES
      ('r1', 'amber-fox-1', 'digits', 'base', 'finished', now() - INTERVAL '1 day', 90.0, ['base', 'paper'], '', false, 0.95, 1),
      ('r2', 'blue-owl-2', 'digits', 'base', 'failed', now() - INTERVAL '2 day', 30.0, ['100%'], 'it''s <b>odd</b>', false, 0.80, 1),
      ('r3', 'coral-cat-3', 'cifar', NULL, 'running', now() - INTERVAL '9 day', 900.0, [], '', true, NULL, 2)
    ) t(run_id, name, project, experiment, status, started_at, duration_seconds, tags, note, archived, primary_value, attempt);
    CREATE TABLE params AS SELECT * FROM (VALUES
      ('r1', 'model', 'svm', NULL, NULL), ('r2', 'model', 'mlp', NULL, NULL),
      ('r1', 'lr', '0.1', 0.1, NULL), ('r2', 'lr', '0.001', 0.001, NULL),
      ('r1', 'optimizer.name', 'adam', NULL, NULL), ('r2', 'bn', 'true', NULL, true),
      ('r3', 'weird key', '3', 3.0, NULL), ('r3', 'name', 'param-name', NULL, NULL)
    ) t(run_id, key, value, number, boolean);
    CREATE TABLE metric_summary AS SELECT * FROM (VALUES
      ('r1', 'val/acc', 0.95, 0.90, 0.1, 0.95, 12), ('r2', 'val/acc', 0.80, 0.79, 0.2, 0.80, 7),
      ('r2', 'lr', 0.5, 0.5, 0.5, 0.5, 1), ('r3', 'lr', 0.2, 0.2, 0.2, 0.2, 1)
    ) t(run_id, key, best_value, last_value, min_value, max_value, count);
    CREATE TABLE run_summary AS SELECT * FROM (VALUES ('r1', 'test/acc', '0.93', 0.93), ('r2', 'verdict', 'bad', NULL))
      t(run_id, key, value, number);
    CREATE VIEW tags AS SELECT run_id, unnest(tags) AS tag FROM runs;
  `);
});

afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

/** The numbers of the runs that a line lets through. */
async function found(line: string): Promise<string> {
  const { where } = compileFilter(line);
  const reader = await connection.runAndReadAll(`SELECT run_id FROM runs r WHERE true AND ${where} ORDER BY run_id`);
  return reader
    .getRows()
    .map(([id]) => String(id).slice(1))
    .join('');
}

function wrong(line: string): QueryError {
  try {
    throw new Error(`compiled to ${compileFilter(line).where}`);
  } catch (error) {
    return error as QueryError;
  }
}

describe('a filter', () => {
  it.each<[string, string]>([
    ['', '123'],
    ['   ', '123'],
    // words
    ['fox', '1'],
    ['FOX', '1'],
    ['digits', '12'],
    ['adam', '1'],
    ['lr=0.1', '1'],
    ['r3', '3'],
    ['fox or owl', '12'],
    ['digits owl', '2'],
    ['not fox', '23'],
    ["it's", '2'],
    ['"it\'s"', '2'],
    ['"<b>odd"', '2'],
    ['100%', '2'],
    ['_', ''],
    ['failed', '2'],
    ['"failed"', ''],
    ['failed or running', '23'],
    ['archived', '3'],
    ['not archived fox', '1'],
    // columns
    ['name = amber-fox-1', '1'],
    ['name:FOX', '1'],
    ['name like amber%', '1'],
    ['name ~ ^(amber|blue)-', '12'],
    ["name ~ '^coral'", '3'],
    ['name !~ ^amber', '23'],
    ['status != finished', '23'],
    ['status:failed', '2'],
    ['experiment = null', '3'],
    ['experiment != base', '3'],
    ['experiment is not null', '12'],
    ['attempt >= 2', '3'],
    ['duration > 1m', '13'],
    ['duration between 10 and 2m', '12'],
    ['archived = false', '12'],
    ['metric > 0.9', '1'],
    ['value <= 0.8', '2'],
    // parameters
    ['lr < 0.01', '2'],
    ['lr > 0.05', '13'],
    ['0.05 < lr', '13'],
    ['param.lr > 0.05', '1'],
    ['metric.lr > 0.05', '23'],
    ['lr between 0.0001 and 0.01', '2'],
    ['lr in (0.1, 0.2)', '13'],
    ['lr not in (0.1, 0.2)', '2'],
    ['model in (svm, mlp)', '12'],
    ['model in (svm)', '1'],
    ['model = svm', '1'],
    ['model != svm', '23'],
    ["model = 'svm' and lr > 0", '1'],
    ['bn = true', '2'],
    ['optimizer.name = adam', '1'],
    ['"weird key" = 3', '3'],
    ['param.name = param-name', '3'],
    ['lr is null', ''],
    ['param.lr is null', '3'],
    ['not (lr < 0.01)', '13'],
    // metrics and results
    ['val/acc > 0.9', '1'],
    ['best(val/acc) > 0.9', '1'],
    ['last(val/acc) < 0.8', '2'],
    ['min("val/acc") < 0.15', '1'],
    ['count(val/acc) = 7', '2'],
    ['metrics.val/acc >= 0.8', '12'],
    ['test/acc > 0.9', '1'],
    ['verdict = bad', '2'],
    // tags
    ['tag = base', '1'],
    ['tag != base', '23'],
    ['has(paper)', '1'],
    ['tag in (base, 100%)', '12'],
    ['tag:PAP', '1'],
    ['tag = null', '3'],
    // time
    ['since 3d', '12'],
    ['until 3d', '3'],
    ['since 2020-01-01', '123'],
    ['started > 2020-01-01T08:00', '123'],
    ['since yesterday fox', '1'],
    // the issue's own example
    ['metric > 0.9 and lr < 0.01 or model in (svm, logreg)', '1']
  ])('%s', async (line, runs) => {
    expect(await found(line)).toBe(runs);
  });

  it('is SQL that a person can read', () => {
    expect(compileFilter('metric > 0.9 and (failed or killed)').where).toBe(
      "r.primary_value > 0.9 AND (r.status = 'failed' OR r.status = 'killed')"
    );
    expect(compileFilter('param.lr < 0.01').where).toBe(
      "(SELECT number FROM params v WHERE v.run_id = r.run_id AND v.key = 'lr') < 0.01"
    );
  });

  it.each([
    "name = '''); DROP TABLE runs; --'",
    "' OR true OR '",
    '"\'"',
    "x' OR 1=1 --",
    "has(a'b)",
    'tag in ("a\'] OR true --")',
    "name ~ '\\\\'",
    "a\\' OR TRUE",
    '"a\\0b"'
  ])('takes %s as text, not as SQL', async line => {
    let where = '';
    try {
      ({ where } = compileFilter(line));
    } catch (error) {
      expect(error).toMatchObject({ code: 'NT320' });
      return;
    }
    const statements = await connection.extractStatements(`SELECT 1 FROM runs r WHERE ${where}`);
    expect(statements.count).toBe(1);
    expect(await found(line)).not.toBe('123');
    expect(where.replace(/'(?:[^']|'')*'/g, '')).not.toMatch(/DROP|--|TRUE$/);
  });

  it.each<[string, string, string]>([
    ['<b>odd', '<', 'Something has to stand before <'],
    ['lr <', '<', 'A value is missing after <'],
    ['< 3', '<', 'Something has to stand before <'],
    ['fox and', '', 'The filter ends too early'],
    ['and fox', 'and', 'Something has to stand before and'],
    ['(fox', '(', 'A bracket is opened here and not closed'],
    ['fox)', ')', ') has no place here'],
    ["name = 'fox", "'fox", 'A quote is opened here and not closed'],
    ['model in (svm', '(', 'A bracket is opened here and not closed'],
    ['model in ()', '(', 'A value is missing after ('],
    ['worst(acc) > 1', 'worst(acc)', 'worst(…) is not known'],
    ['best(acc)', '', 'A comparison is missing here'],
    ['attempt = two', 'two', 'attempt is compared with a number'],
    ['archived = maybe', 'maybe', 'archived is compared with true or false'],
    ['started > soon', 'soon', 'soon is not a date'],
    ["name ~ '('", "'('", '( is not a regular expression'],
    ['lr between 1', 'between', 'between needs two values'],
    ['metric.acc = good', 'good', 'acc is compared with a number'],
    ['tag > 3', '3', 'Tags cannot be compared with >']
  ])('%s is told where it is wrong', (line, place, message) => {
    const error = wrong(line);
    expect(error).toMatchObject({ code: 'NT320', message });
    expect(line.slice(error.start, error.end)).toBe(place);
  });

  it('refuses what is too long or too deep', () => {
    expect(wrong('x'.repeat(5000)).code).toBe('NT320');
    expect(wrong('('.repeat(500)).code).toBe('NT320');
    expect(wrong(`${'not '.repeat(500)}x`).code).toBe('NT320');
  });
});
