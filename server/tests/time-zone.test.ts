/** Days are the asker's own: the zone that comes with a question, and the one of the command line. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';

import { table } from '../src/cli/table';
import type { Cell } from '../src/protocol';
import { QueryBox } from '../src/query/QueryBox';
import { openDatabase } from '../src/store/database/openDatabase';

let home: string;
let box: QueryBox;
let close: () => void;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'nbtrail-zone-'));
  const { instance } = await openDatabase(home);
  box = new QueryBox(instance, { folder: tmpdir(), connections: 1 });
  close = () => instance.closeSync();
});

afterAll(() => {
  box.dispose();
  close();
  rmSync(home, { recursive: true, force: true });
});

async function ask(sql: string, time_zone?: string, params?: Cell[]): Promise<Cell[]> {
  const asking = { signal: new AbortController().signal, version: () => 1 };
  const { data } = await box.query(
    { type: 'query', sql, ...(time_zone && { time_zone }), ...(params && { params }) },
    asking
  );
  return data.map(([cell]) => cell ?? null);
}

const LATE = "TIMESTAMPTZ '2026-11-24 23:30:00Z'";
const DAYS = `SELECT ${LATE}::DATE::VARCHAR, strftime(${LATE}, '%d %H:%M'), date_trunc('day', ${LATE}), ${LATE}::VARCHAR`;

describe('the days of a question', () => {
  it('are those of its time zone, and the next question has its own', async () => {
    expect(await ask(DAYS, 'Europe/Berlin')).toEqual([
      '2026-11-25',
      '25 00:30',
      '2026-11-24T23:00:00Z',
      '2026-11-25 00:30:00+01'
    ]);
    expect(await ask(DAYS, 'America/New_York')).toEqual([
      '2026-11-24',
      '24 18:30',
      '2026-11-24T05:00:00Z',
      '2026-11-24 18:30:00-05'
    ]);
    expect(await ask(DAYS)).toEqual(['2026-11-24', '24 23:30', '2026-11-24T00:00:00Z', '2026-11-24 23:30:00+00']);
  });

  it('are of moments that stay the same', async () => {
    const [here, there] = [await ask(`SELECT ${LATE}`, 'Asia/Kolkata'), await ask(`SELECT ${LATE}`)];
    expect(here).toEqual(there);
  });

  it('take a moment without a zone as one of their clocks', async () => {
    expect(await ask('SELECT $1::TIMESTAMP::TIMESTAMPTZ', 'Asia/Kolkata', ['2026-11-24 05:30:00'])).toEqual([
      '2026-11-24T00:00:00Z'
    ]);
  });

  it.each(['Mars/Base', '', "UTC'; SELECT 1", '+02:00'])('are refused in one sentence for %j', async zone => {
    const asking = { signal: new AbortController().signal, version: () => 1 };
    await expect(box.query({ type: 'query', sql: 'SELECT 1', time_zone: zone }, asking)).rejects.toMatchObject({
      code: 'NT405',
      message: `There is no time zone ${JSON.stringify(zone)}`
    });
    expect(await ask('SELECT 1')).toEqual([1]);
  });

  it('cannot be changed or read by the question itself', async () => {
    await expect(ask("SET TimeZone = 'Asia/Kolkata'")).rejects.toMatchObject({ code: 'NT304' });
    await expect(ask("SELECT current_setting('TimeZone')")).rejects.toMatchObject({ code: 'NT309' });
  });

  it('are those of the tables of the command line', () => {
    const result = {
      columns: [
        { name: 'at', type: 'TIMESTAMP WITH TIME ZONE' },
        { name: 'text', type: 'VARCHAR' }
      ],
      data: [
        ['2026-11-24T23:30:00.250Z', null, 'infinity'],
        ['2026-11-24T23:30:00Z', 'b', 'c']
      ],
      row_count: 3
    };
    expect(table(result, 'Europe/Berlin').slice(2)).toEqual([
      '2026-11-25 00:30:00  2026-11-24T23:30:00Z',
      '—                    b',
      'infinity             c'
    ]);
  });
});
