import { Shelf, type IShelved } from '../saved/queryLibrary';

const past = (sql: string, at = 1) => ({ sql, at, rows: 1, error: null });

describe('Shelf', () => {
  it('keeps a hundred questions, each once, newest first', async () => {
    const kept: IShelved[] = [];
    const shelf = new Shelf({ load: async () => ({}), save: async shelved => kept.push(shelved) });
    await shelf.ready;
    for (let i = 0; i < 120; i++) {
      shelf.remember(past(`select ${i}`));
    }
    shelf.remember(past('select 50'));
    expect(shelf.history).toHaveLength(100);
    expect(shelf.history[0].sql).toBe('select 50');
    expect(shelf.history.filter(({ sql }) => sql === 'select 50')).toHaveLength(1);
    await Promise.resolve();
    expect(kept[kept.length - 1].history).toEqual(shelf.history);
  });
  it('does not wipe out what was kept when something is asked before that is read', async () => {
    let arrive: (shelved: Partial<IShelved>) => void = () => undefined;
    let kept: IShelved | null = null;
    const shelf = new Shelf({
      load: () => new Promise(resolve => (arrive = resolve)),
      save: async shelved => (kept = shelved)
    });
    shelf.remember(past('new'));
    expect(kept).toBeNull();
    arrive({ history: [past('old')], saved: [{ name: 'n', sql: 's' }] });
    await shelf.ready;
    expect(shelf.history.map(({ sql }) => sql)).toEqual(['new', 'old']);
    expect(shelf.saved).toEqual([{ name: 'n', sql: 's' }]);
    await Promise.resolve();
    expect(kept).toEqual({ history: shelf.history, saved: shelf.saved });
  });
  it('replaces a saved question of the same name, and removes one', async () => {
    const shelf = new Shelf({ load: async () => ({}), save: async () => undefined });
    shelf.save({ name: 'a', sql: '1' });
    shelf.save({ name: 'b', sql: '2' });
    shelf.save({ name: 'a', sql: '3' });
    expect(shelf.saved).toEqual([
      { name: 'a', sql: '3' },
      { name: 'b', sql: '2' }
    ]);
    shelf.remove({ name: 'a' });
    expect(shelf.saved).toEqual([{ name: 'b', sql: '2' }]);
  });
  it('keeps the same name once for each project, and once for all', () => {
    const shelf = new Shelf({ load: async () => ({}), save: async () => undefined });
    shelf.save({ name: 'a', sql: '1' });
    shelf.save({ name: 'a', sql: '2', project: 'mnist', description: 'Best runs' });
    expect(shelf.saved).toHaveLength(2);
    expect(shelf.find({ name: 'a' })?.sql).toBe('1');
    expect(shelf.find({ name: 'a', project: 'mnist' })?.sql).toBe('2');
  });
  it('renames in its place', () => {
    const shelf = new Shelf({ load: async () => ({}), save: async () => undefined });
    shelf.save({ name: 'a', sql: '1' });
    shelf.save({ name: 'b', sql: '2' });
    shelf.save({ name: 'c', sql: '1', project: 'p' }, { name: 'a' });
    expect(shelf.saved).toEqual([
      { name: 'c', sql: '1', project: 'p' },
      { name: 'b', sql: '2' }
    ]);
  });
});
