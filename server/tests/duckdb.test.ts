import { DuckDBInstance } from '@duckdb/node-api';

/** What the companion relies on, and an earlier DuckDB did not keep. */
describe('DuckDB', () => {
  it('survives windows over few rows, asked again and again (duckdb#25713)', async () => {
    const instance = await DuckDBInstance.create(':memory:', { threads: '4' });
    const connection = await instance.connect();
    await connection.run('CREATE TABLE runs AS SELECT i AS id, i % 3 AS project FROM range(1000) t(i)');
    await connection.run('CREATE TABLE baselines(project BIGINT, id BIGINT)');
    for (let time = 0; time < 1_000; time++) {
      const answer = await connection.runAndReadAll(`
        WITH one AS (SELECT i AS x FROM range(1) t(i)), kept AS (
          SELECT x FROM one WHERE x >= 5 UNION ALL
          SELECT x FROM one WHERE NOT EXISTS (SELECT 1 FROM one WHERE x >= 5)
        )
        SELECT x, count(*) OVER () AS total FROM kept ORDER BY x DESC LIMIT 5`);
      expect(answer.getRowsJS()).toEqual([[0n, 1n]]);
    }
    for (let time = 0; time < 200; time++) {
      await connection.run(`
        SELECT r.id, count(*) OVER () AS total, max(r.id) OVER () AS newest
        FROM runs r LEFT JOIN baselines b ON b.project = r.project
        WHERE b.id IS NULL ORDER BY r.id DESC LIMIT 50`);
    }
    connection.closeSync();
    instance.closeSync();
  });
});
