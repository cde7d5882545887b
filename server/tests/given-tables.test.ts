/** Tables that come with a question: nothing that they say is believed, and nothing of them stays. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { DuckDBInstance } from '@duckdb/node-api';

import type { Cell } from '../src/protocol';
import type { INode } from '../src/query/columns';
import { Given } from '../src/query/givenTables';
import { QueryBox } from '../src/query/QueryBox';
import { openDatabase } from '../src/store/database/openDatabase';

let home: string;
let box: QueryBox;
let instance: DuckDBInstance;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'nbtrail-given-'));
  ({ instance } = await openDatabase(home));
  box = new QueryBox(instance, { folder: tmpdir(), connections: 1 });
});

afterAll(() => {
  box.dispose();
  instance.closeSync();
  rmSync(home, { recursive: true, force: true });
});

/** A table of one column. */
function table(name: string, rows: number, node: INode, body: Uint8Array = new Uint8Array()): Given {
  return new Given({ tables: [{ name, rows, columns: [{ name: 'a', node }] }] }, body);
}

function numbers(name: string, values: number[]): Given {
  const bytes = new Int32Array([...values, 0, 0]);
  return table(
    name,
    values.length,
    { type: 'INTEGER', bytes: 4 * values.length, nulls: false },
    new Uint8Array(bytes.buffer)
  );
}

async function ask(sql: string, given?: Given): Promise<Cell[][]> {
  const asking = { signal: new AbortController().signal, version: () => 1, given };
  return (await box.query({ type: 'query', sql }, asking)).data;
}

describe('a table that is given', () => {
  it('stands wherever a table can', async () => {
    expect(await ask('FROM mine ORDER BY a', numbers('mine', [3, 1]))).toEqual([[1, 3]]);
    expect((await ask('DESCRIBE mine', numbers('mine', [3])))[1]).toEqual(['INTEGER']);
    expect((await ask('SUMMARIZE mine', numbers('mine', [3, 1])))[2]).toEqual(['1']);
    expect(
      await ask(
        'SELECT sum(a) FROM "of mine" JOIN mine USING (a)',
        new Given(
          {
            tables: ['of mine', 'mine'].map(name => ({
              name,
              rows: 1,
              columns: [{ name: 'a', node: { type: 'INTEGER', bytes: 4, nulls: false } }]
            }))
          },
          new Uint8Array([5, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0])
        )
      )
    ).toEqual([[5]]);
  });

  it('is gone after its question, however that ended', async () => {
    await expect(ask('SELECT nothing FROM mine', numbers('mine', [1]))).rejects.toMatchObject({ code: 'NT302' });
    await expect(ask("SELECT error('stop') FROM mine", numbers('mine', [1]))).rejects.toMatchObject({ code: 'NT308' });
    await expect(ask('FROM mine')).rejects.toMatchObject({ code: 'NT302' });
    expect(await ask("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'mine'")).toEqual([[0]]);
    expect(await ask('FROM mine', numbers('mine', [7]))).toEqual([[7]]);
  });

  it('cannot be written by the question, or stand for a view', async () => {
    await expect(ask('INSERT INTO mine VALUES (1)', numbers('mine', [1]))).rejects.toMatchObject({ code: 'NT304' });
    expect(() => numbers('Runs', [1])).toThrow('Runs is a view of the history');
  });

  it('is more than a chunk long', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => index);
    expect(await ask('SELECT sum(a), count(*) FROM mine', numbers('mine', many))).toEqual([[49_995_000], [10_000]]);
  });

  it.each<[string, number, INode, number]>([
    ['fewer bytes than values', 3, { type: 'INTEGER', bytes: 8, nulls: false }, 8],
    ['fewer bytes than it says', 3, { type: 'INTEGER', bytes: 12, nulls: false }, 4],
    ['a length below nothing', 1, { type: 'INTEGER', bytes: -4, nulls: false }, 8],
    ['a text that is not there', 1, { type: 'VARCHAR', bytes: 4, nulls: false, texts: [] }, 8],
    ['an unknown type', 1, { type: 'SECRET', bytes: 4, nulls: false }, 8],
    ['a decimal of 99 digits', 1, { type: 'DECIMAL', width: 99, scale: 0, bytes: 16, nulls: false }, 16],
    ['an ENUM without values', 1, { type: 'ENUM', values: [], bytes: 1, nulls: false }, 8],
    ['a place beyond an ENUM', 1, { type: 'ENUM', values: ['a'], bytes: 1, nulls: false }, 8],
    ['a list without items', 1, { type: 'LIST', bytes: 4, nulls: false }, 8],
    [
      'a list that is longer than its items',
      1,
      { type: 'LIST', bytes: 4, nulls: false, children: [{ type: 'INTEGER', bytes: 4, nulls: false }] },
      16
    ],
    [
      'a struct with two entries of one name',
      1,
      {
        type: 'STRUCT',
        names: ['a', 'A'],
        bytes: 0,
        nulls: false,
        children: [
          { type: 'BOOLEAN', bytes: 1, nulls: false },
          { type: 'BOOLEAN', bytes: 1, nulls: false }
        ]
      },
      16
    ],
    [
      'a part of a union that is not there',
      1,
      { type: 'UNION', names: ['a'], bytes: 1, nulls: false, children: [{ type: 'BOOLEAN', bytes: 1, nulls: false }] },
      16
    ],
    [
      'an array of no items',
      1,
      { type: 'ARRAY', length: 0, bytes: 0, nulls: false, children: [{ type: 'BOOLEAN', bytes: 0, nulls: false }] },
      8
    ]
  ])('is refused with %s', (_, rows, node, bytes) => {
    const body = new Uint8Array(bytes).fill(2);
    expect(() => table('mine', rows, node, body)).toThrow(expect.objectContaining({ code: 'NT405' }));
  });
});
