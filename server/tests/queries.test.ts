import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { STARTERS } from '../../src/sql/saved/starters';
import type { IResult } from '../src/protocol';
import { writeFieldStore } from './fieldStore';
import { questions, table, withAnswers } from './queriesPage';
import { Home } from './support';

const PAGE = resolve(__dirname, '../../docs/queries.md');

const full = new Home();
const empty = new Home();
const page = readFileSync(PAGE, 'utf8');
const asked = questions(page);

beforeAll(async () => {
  writeFieldStore(full.path);
  await Promise.all([full.start(), empty.start()]);
  await full.ask('sync');
});

afterAll(() => Promise.all([full.dispose(), empty.dispose()]));

async function ask(home: Home, sql: string): Promise<IResult> {
  const { status, body } = await home.ask('query', { sql });
  expect({ status, error: body.error }).toEqual({ status: 200, error: undefined });
  return body as IResult;
}

describe('docs/queries.md', () => {
  it('has fifty questions, numbered in their order', () => {
    expect(asked.map(({ title }) => parseInt(title, 10))).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  });

  if (process.env.NBTRAIL_WRITE_QUERIES) {
    it('is written anew', async () => {
      const answers: string[] = [];
      for (const { sql } of asked) {
        answers.push(table(await ask(full, sql)));
      }
      writeFileSync(PAGE, withAnswers(page, answers));
    });
  } else {
    it.each(asked)('answers $title', async ({ sql, answer }) => {
      expect(table(await ask(full, sql))).toBe(answer);
    });
  }

  it.each(asked)('can be asked of an empty store: $title', async ({ sql }) => {
    await ask(empty, sql);
  });
});

describe('the questions to begin with', () => {
  it('are twenty, each with a name and a line of its own', () => {
    expect(STARTERS).toHaveLength(20);
    for (const field of ['title', 'description', 'sql'] as const) {
      expect(new Set(STARTERS.map(starter => starter[field])).size).toBe(20);
    }
    expect(STARTERS.filter(({ description }) => description.includes('\n') || description.length > 95)).toEqual([]);
  });

  it.each(STARTERS.map(({ title, sql }) => ({ title, sql })))(
    'run on an empty and on a full store, and are answered in the page: $title',
    async ({ sql }) => {
      expect((await ask(empty, sql)).row_count).toBe(0);
      expect((await ask(full, sql)).row_count).toBeGreaterThan(0);
      expect(asked.map(question => question.sql)).toContain(sql);
    }
  );
});
