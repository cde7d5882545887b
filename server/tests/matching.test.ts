/** LIKE, ILIKE and GLOB of the store mean what DuckDB's do, in time that grows with the text. */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

import { matchingStatements } from '../src/store/macros/matching';
import { seeded } from './mutate';

let ours: DuckDBConnection;
let theirs: DuckDBConnection;

beforeAll(async () => {
  ours = await (await DuckDBInstance.create(':memory:')).connect();
  theirs = await (await DuckDBInstance.create(':memory:')).connect();
  for (const statement of matchingStatements(0)) {
    await ours.run(statement);
  }
});

afterAll(() => {
  ours.closeSync();
  theirs.closeSync();
});

const ROUNDS = 500;
const LETTERS = [
  'a',
  'b',
  'A',
  'é',
  'É',
  'İ',
  'ſ',
  'K',
  '\n',
  '.',
  '\\',
  '(',
  '[',
  ']',
  '$',
  '*',
  '?',
  '%',
  '_',
  '😀',
  ' '
];
const WILD = ['%', '%', '_', '*', '*', '?', 'a', 'b'];

async function rows(connection: DuckDBConnection, sql: string, values: (string | null)[]): Promise<unknown> {
  try {
    return (await connection.runAndReadAll(sql, values)).getRows();
  } catch (error) {
    return String(error).includes('escape') ? 'escape' : String(error).includes('[ ]') ? 'brackets' : String(error);
  }
}

const written = (text: string): string => `'${text.replaceAll("'", "''")}'`;

it.each([
  ['LIKE', 'a LIKE b', 2],
  ['NOT LIKE', 'a NOT LIKE b', 2],
  ['ILIKE', 'a ILIKE b', 2],
  ['NOT ILIKE', 'a NOT ILIKE b', 2],
  ['GLOB', 'a GLOB b', 2],
  ['LIKE … ESCAPE', 'a LIKE b ESCAPE c', 3],
  ['NOT LIKE … ESCAPE', 'a NOT LIKE b ESCAPE c', 3],
  ['ILIKE … ESCAPE', 'a ILIKE b ESCAPE c', 3],
  ['NOT ILIKE … ESCAPE', 'a NOT ILIKE b ESCAPE c', 3]
])('%s answers as in DuckDB, for written and for computed patterns', async (_, condition, count) => {
  const seed = Date.now() % 1_000_000;
  const random = seeded(seed);
  const text = (signs: readonly string[], most: number): string =>
    Array.from({ length: random(most) }, () => signs[random(signs.length)]).join('');
  const odd: unknown[] = [];
  let matches = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const signs = Array.from({ length: 1 + random(4) }, () => LETTERS[random(LETTERS.length)] as string);
    const pattern = text([...signs, ...WILD.slice(0, 1 + random(WILD.length))], 12);
    const values = [text(signs, 14), pattern, ['\\', '$', 'a', ''][random(4)] as string].slice(0, count);
    const columns = values.map((value, index) => `${written(value)} AS ${'abc'[index]}`).join(', ');
    const computed = `SELECT ${condition} FROM (SELECT ${values.map((_value, index) => `$${index + 1}::VARCHAR AS ${'abc'[index]}`).join(', ')})`;
    const [wanted, ...found] = [
      await rows(theirs, computed, values),
      await rows(ours, computed, values),
      await rows(ours, `SELECT ${condition} FROM (SELECT ${columns})`, [])
    ];
    matches += JSON.stringify(wanted) === '[[true]]' ? 1 : 0;
    for (const is of found) {
      // Brackets beside several stars are refused; a pattern that ends with its escape fails wherever it is compared.
      if (JSON.stringify(is) !== JSON.stringify(wanted) && is !== 'brackets' && is !== 'escape') {
        odd.push([values, is, wanted]);
      }
    }
  }
  expect({ seed, odd }).toEqual({ seed, odd: [] });
  expect(matches).toBeGreaterThan(ROUNDS / 100);
});

it('is null where one of both is', async () => {
  for (const condition of [
    'NULL LIKE b',
    'b LIKE NULL',
    'NULL ILIKE b',
    'b GLOB NULL',
    "b LIKE NULL ESCAPE 'x'",
    'b NOT LIKE NULL'
  ]) {
    expect(await rows(ours, `SELECT ${condition} FROM (SELECT '%a%b%c' AS b)`, [])).toEqual([[null]]);
  }
});

it.each([
  ['LIKE', "t LIKE '%a%a%a_%a%a%a%a%a%ab'"],
  ['ILIKE', "t ILIKE '%A%a%a%a%a%a%a%a%a%ab'"],
  ['GLOB', "t GLOB '*a*a?*a*a*a*a*a*a*a*ab'"],
  ['ESCAPE', "t LIKE '%a%a%a_%a%a%a%a%a$%%ab' ESCAPE '$'"],
  ['a pattern of the data', 't ILIKE p']
])('%s of a long text is answered where many wildcards would be tried', async (_, condition) => {
  const sql = `SELECT count(*) FROM (SELECT repeat('a', 99_999) AS t, repeat('%a', 9) || 'b' AS p) WHERE ${condition}`;
  expect(await rows(ours, sql, [])).toEqual([[0n]]);
});
