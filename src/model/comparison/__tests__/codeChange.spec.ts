import { codeChange } from '../changes';
import { cell } from './cell';
import { run } from './run';

describe('code', () => {
  const decisive = (left: string, right: string) => {
    const [a, b] = [run('a', {}, { lr: 0.1, seed: 1 }), run('b', {}, { lr: 3e-4, seed: 2 })];
    return codeChange(a, b, [[cell(left)], [cell(right)]]).changed.length;
  };

  it('code that differs in a parameter’s literal is the same', () => {
    expect(decisive('train(lr=0.1, seed=1)', 'train(lr=3e-4, seed=2)')).toBe(0);
    expect(decisive('run("a", lr=.1)', 'run("b", lr=0.0003)')).toBe(0);
  });

  it('code that differs in anything else is not the same', () => {
    expect(decisive('train(lr=0.1, drop=0.5)', 'train(lr=3e-4, drop=0.6)')).toBe(1);
    expect(decisive('x = 0.1', 'y = 3e-4')).toBe(1);
    expect(decisive('layer10.1', 'layer10.3e-4')).toBe(1);
  });

  it('code that a session ran besides is counted nowhere, neither as cells nor as lines', () => {
    const besides = Array.from({ length: 17 }, (_, i) => ({ ...cell(`look(${i})`, false), cellId: `s${i}` }));
    const found = codeChange(run('a', {}), run('b', {}), [
      [cell('train(1)')],
      [...besides, cell('train(1)\nprint(2)')]
    ]);
    expect(found.cells).toHaveLength(18);
    expect(found).toMatchObject({ changed: [{ right: { key: 'c1' } }], added: 1, removed: 0 });
  });
});
