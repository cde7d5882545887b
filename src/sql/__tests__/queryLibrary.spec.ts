import { QueryLibrary, type IStoredQueries } from '../saved/queryLibrary';

const past = (sql: string, at = 1) => ({ sql, at, rows: 1, error: null });

describe('QueryLibrary', () => {
  it('keeps a hundred questions, each once, newest first', async () => {
    const kept: IStoredQueries[] = [];
    const library = new QueryLibrary({ load: async () => ({}), save: async queries => kept.push(queries) });
    await library.ready;
    for (let i = 0; i < 120; i++) {
      library.remember(past(`select ${i}`));
    }
    library.remember(past('select 50'));
    expect(library.history).toHaveLength(100);
    expect(library.history[0]!.sql).toBe('select 50');
    expect(library.history.filter(({ sql }) => sql === 'select 50')).toHaveLength(1);
    await Promise.resolve();
    expect(kept[kept.length - 1]!.history).toEqual(library.history);
  });
  it('does not wipe out what was kept when something is asked before that is read', async () => {
    let arrive: (queries: Partial<IStoredQueries>) => void = () => undefined;
    let kept: IStoredQueries | null = null;
    const library = new QueryLibrary({
      load: () => new Promise(resolve => (arrive = resolve)),
      save: async queries => (kept = queries)
    });
    library.remember(past('new'));
    expect(kept).toBeNull();
    arrive({ history: [past('old')], saved: [{ name: 'n', sql: 's' }] });
    await library.ready;
    expect(library.history.map(({ sql }) => sql)).toEqual(['new', 'old']);
    expect(library.saved).toEqual([{ name: 'n', sql: 's' }]);
    await Promise.resolve();
    expect(kept).toEqual({ history: library.history, saved: library.saved });
  });
  it('replaces a saved question of the same name, and removes one', async () => {
    const library = new QueryLibrary({ load: async () => ({}), save: async () => undefined });
    library.save({ name: 'a', sql: '1' });
    library.save({ name: 'b', sql: '2' });
    library.save({ name: 'a', sql: '3' });
    expect(library.saved).toEqual([
      { name: 'a', sql: '3' },
      { name: 'b', sql: '2' }
    ]);
    library.remove({ name: 'a' });
    expect(library.saved).toEqual([{ name: 'b', sql: '2' }]);
  });
  it('keeps the same name once for each project, and once for all', () => {
    const library = new QueryLibrary({ load: async () => ({}), save: async () => undefined });
    library.save({ name: 'a', sql: '1' });
    library.save({ name: 'a', sql: '2', project: 'mnist', description: 'Best runs' });
    expect(library.saved).toHaveLength(2);
    expect(library.find({ name: 'a' })?.sql).toBe('1');
    expect(library.find({ name: 'a', project: 'mnist' })?.sql).toBe('2');
  });
  it('renames in its place', () => {
    const library = new QueryLibrary({ load: async () => ({}), save: async () => undefined });
    library.save({ name: 'a', sql: '1' });
    library.save({ name: 'b', sql: '2' });
    library.save({ name: 'c', sql: '1', project: 'p' }, { name: 'a' });
    expect(library.saved).toEqual([
      { name: 'c', sql: '1', project: 'p' },
      { name: 'b', sql: '2' }
    ]);
  });
});
