import { commonBeginning } from '../commonName';
import { paramTexts } from '../paramTexts';
import { labelText, rowLabels, type INamed, type Params } from '../rowLabel';

const SWEEP = [0.1, 0.01].flatMap(lr => [0, 1].map(seed => ({ lr, seed })));
const runs = SWEEP.map(({ lr, seed }, index) => ({
  run_id: `r${index}`,
  name: `resnet18-fmnist-cosine-lr${lr}-s${seed}`
}));
const params = (more: Record<string, string> = {}): Map<string, Map<string, string>> =>
  new Map(
    SWEEP.map(({ lr, seed }, index) => [
      `r${index}`,
      new Map(Object.entries({ seed: String(seed), 'optim.lr': String(lr), epochs: '3', ...more }))
    ])
  );

/** What the rows read, in the order of the runs. */
function labels(
  list: readonly INamed[],
  known: ReadonlyMap<string, Params> = new Map(),
  said: string | null = null
): string[] {
  const found = rowLabels(list, known, said);
  return list.map(({ run_id, name }) => (found.has(run_id) ? labelText(found.get(run_id)!) : name));
}

describe('names that share a beginning', () => {
  it('say it once, up to the end of a word', () => {
    expect(commonBeginning(runs.map(({ name }) => name))).toBe('resnet18-fmnist-cosine-');
    expect(commonBeginning(['network-lr0.003-seed0', 'network-lr0.003-seed1', 'network-lr0.03-seed0'])).toBe(
      'network-'
    );
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
    expect(labels(runs, params(), 'resnet18-fmnist-cosine-')).toEqual([
      'lr 0.1 · seed 0',
      'lr 0.1 · seed 1',
      'lr 0.01 · seed 0',
      'lr 0.01 · seed 1'
    ]);
  });

  it('show the rest of the name where the parameters tell no run from another', () => {
    expect(labels(runs, new Map(), 'resnet18-fmnist-cosine-')).toEqual([
      'lr0.1-s0',
      'lr0.1-s1',
      'lr0.01-s0',
      'lr0.01-s1'
    ]);
  });
});

describe('names of a list that holds others, too', () => {
  const others = ['calm-heron-31', 'steady-elm-4', 'dusty-orca-21', 'rapid-pine-8', 'misty-lark-3'];
  const named = (names: readonly string[]): INamed[] => names.map((name, index) => ({ run_id: `n${index}`, name }));

  it('that are like no other are shown as they are', () => {
    expect(labels(named(others))).toEqual(others);
    expect(labels(named(['network-a', 'network-b']))).toEqual(['network-a', 'network-b']);
  });

  it('are shown by the parameters that differ, after the name’s head', () => {
    const bert = SWEEP.map(({ lr, seed }, index) => ({
      run_id: `b${index}`,
      name: `bert-base-uncased-lr${lr}-s${seed}`
    }));
    const same = params();
    SWEEP.forEach((_, index) => same.set(`b${index}`, same.get(`r${index}`)!));
    const list = [...runs.slice(0, 2), ...named(others), ...bert.slice(0, 2)];
    expect(labels(list, same)).toEqual([
      'resnet18… seed 0',
      'resnet18… seed 1',
      ...others,
      'bert… seed 0',
      'bert… seed 1'
    ]);
    const deeper = runs.map(run => ({ run_id: run.run_id.replace('r', 'b'), name: run.name.replace('18', '50') }));
    expect(labels([...runs.slice(0, 2), ...deeper.slice(0, 2)], same)).toEqual([
      '…18… seed 0',
      '…18… seed 1',
      '…50… seed 0',
      '…50… seed 1'
    ]);
    expect(labels([...runs.slice(0, 2), ...named(others)], same).slice(0, 2)).toEqual([
      'resnet18… seed 0',
      'resnet18… seed 1'
    ]);
  });

  it('are shown by the words that differ where no parameters are known', () => {
    expect(
      labels(
        named([...others, 'experiment-cifar-adam-lr0.1-cosine-run-1', 'experiment-cifar-sgd-lr0.1-cosine-run-2'])
      ).slice(-2)
    ).toEqual(['…adam…', '…sgd…']);
    expect(labels(named([...others, 'experimentrunalpha1', 'experimentrunalpha12'])).slice(-2)).toEqual(['…1', '…12']);
    expect(labels(named([...others, 'a-long-name-for-a-run', 'a-long-name-for-a-run-again'])).slice(-2)).toEqual([
      'a-long-name-for-a-run',
      '…-again'
    ]);
  });

  it('that are the same show their parameters beside the name', () => {
    const list = named(['train', 'train', 'train', ...others]);
    const lrs = new Map([0.00012345, 0.00012346, 0.1].map((lr, index) => [`n${index}`, new Map([['lr', String(lr)]])]));
    expect(labels(list, lrs).slice(0, 3)).toEqual(['train · lr 0.00012345', 'train · lr 0.00012346', 'train · lr 0.1']);
  });

  it('that are the same keep the number by which other names differ, however narrow', () => {
    const list = ['mlp-lr0.01', 'mlp-lr0.1'].flatMap(name => [0, 1].map(seed => ({ run_id: `${name} ${seed}`, name })));
    const seeds = new Map(list.map(({ run_id }) => [run_id, new Map([['seed', run_id.slice(-1)]])]));
    const found = rowLabels(list, seeds, null);
    const kept = list.map(({ run_id }) =>
      found
        .get(run_id)!
        .filter(({ kind }) => kind === 'hard')
        .map(({ text }) => text)
        .join('')
    );
    expect(kept).toEqual(['0.01 ·  0', '0.01 ·  1', '0.1 ·  0', '0.1 ·  1']);
    expect(labels(list, seeds)).toEqual(list.map(({ run_id, name }) => `${name} · seed ${run_id.slice(-1)}`));
  });

  it('never read the same where they differ, whatever they are made of', () => {
    const words = [
      'resnet18',
      'resnet50',
      'fashion-mnist',
      'cifar10',
      'cosine',
      'adam',
      'sgd',
      'lr0.1',
      'lr0.01',
      's0',
      's1',
      '12'
    ];
    let state = 1;
    const next = (below: number): number => {
      state = (state * 48271) % 2147483647;
      return state % below;
    };
    for (let trial = 0; trial < 300; trial++) {
      const names = Array.from({ length: 20 }, () =>
        Array.from({ length: 2 + next(5) }, () => words[next(words.length)]).join('-')
      );
      const list = named([...new Set(names)]);
      const known = new Map(
        list.map(({ run_id }) => [
          run_id,
          new Map([
            ['lr', String(next(3))],
            ['seed', String(next(2))]
          ])
        ])
      );
      const texts = labels(list, known, commonBeginning(names));
      expect(new Set(texts).size).toBe(texts.length);
    }
  });
});

describe('parameters', () => {
  it('have as few digits as tell all their values apart', () => {
    const of = (values: readonly number[]): (string | undefined)[] =>
      [
        ...paramTexts(
          values.map((number, index) => ({ run_id: `r${index}`, key: 'lr', value: String(number), number }))
        ).values()
      ].map(own => own.get('lr'));
    expect(of([0.00022778976177797758, 0.1])).toEqual(['0.0002278', '0.1']);
    expect(of([0.12345, 0.12346])).toEqual(['0.12345', '0.12346']);
  });
});
