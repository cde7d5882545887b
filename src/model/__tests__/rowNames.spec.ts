import { commonBeginning } from '../commonName';
import { labels } from '../rowNames';

const SWEEP = [0.1, 0.01].flatMap(lr => [0, 1].map(seed => ({ lr, seed })));
const runs = SWEEP.map(({ lr, seed }, index) => ({ run_id: `r${index}`, name: `resnet18-fmnist-cosine-lr${lr}-s${seed}` }));
const params = (more: Record<string, string> = {}): Map<string, Map<string, string>> =>
  new Map(
    SWEEP.map(({ lr, seed }, index) => [
      `r${index}`,
      new Map(Object.entries({ seed: String(seed), 'optim.lr': String(lr), epochs: '3', ...more }))
    ])
  );

describe('names that share a beginning', () => {
  it('say it once, up to the end of a word', () => {
    expect(commonBeginning(runs.map(({ name }) => name))).toBe('resnet18-fmnist-cosine-');
    expect(commonBeginning(['network-lr0.003-seed0', 'network-lr0.003-seed1', 'network-lr0.03-seed0'])).toBe('network-');
  });

  it('are as they are when they are few, unlike, or alike in little only', () => {
    expect(commonBeginning(['a-long-name-1', 'a-long-name-2'])).toBe(null);
    expect(commonBeginning(['amber-fox-1', 'blue-owl-2', 'calm-elk-3', 'dry-elm-4'])).toBe(null);
    expect(commonBeginning(['run-1', 'run-2', 'run-3'])).toBe(null);
  });

  it('are shared by three fifths when others are called otherwise', () => {
    const names = ['resnet18-a', 'resnet18-b', 'resnet18-c', 'steady-elm-4', 'dusty-orca-2'];
    expect(commonBeginning(names)).toBe('resnet18-');
  });

  it('show the parameters that differ, the main one first and the seed last', () => {
    expect([...labels(runs, params(), 'resnet18-fmnist-cosine-').values()]).toEqual([
      'lr 0.1 · seed 0', 'lr 0.1 · seed 1', 'lr 0.01 · seed 0', 'lr 0.01 · seed 1'
    ]);
  });

  it('show the rest of the name where the parameters tell no run from another', () => {
    const none = new Map<string, Map<string, string>>();
    expect([...labels(runs, none, 'resnet18-fmnist-cosine-').values()]).toEqual([
      'lr0.1-s0', 'lr0.1-s1', 'lr0.01-s0', 'lr0.01-s1'
    ]);
  });
});
