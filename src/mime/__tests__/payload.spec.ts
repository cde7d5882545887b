import { fromSnapshot, mainKeys } from '../cardData';
import { readSnapshot } from '../payload';

const PAYLOAD = {
  v: 1,
  run_id: 'r1',
  name: 'calm-heron-31',
  status: 'finished',
  project: 'p',
  params: { lr: 0.01, model: 'cnn', sizes: [1, 2], big: { $int: '9007199254740993' } },
  metrics: { 'val/loss': { last: { $float: 'NaN' } }, 'val/acc': { last: 0.931 } },
  curves: { 'val/acc': [[0, 0.5], [1, 'NaN'], [{ $int: '9007199254740993' }, 0.931], ['x', 1], null] },
  started_at: 1795500000,
  ended_at: '2026-11-24T08:12:30.123Z'
};

describe('a snapshot', () => {
  it('is read with everything that JSON cannot say', () => {
    const snapshot = readSnapshot(PAYLOAD)!;
    expect(snapshot.params).toEqual([
      { key: 'lr', value: '0.01' },
      { key: 'model', value: 'cnn' },
      { key: 'sizes', value: '[1,2]' },
      { key: 'big', value: '9007199254740993' }
    ]);
    expect(snapshot.curves).toEqual([{ key: 'val/acc', x: [0, 1, 9007199254740992], y: [0.5, NaN, 0.931] }]);
    expect(snapshot.metrics[0]!.last).toBeNaN();
    expect(snapshot.startedAt?.getTime()).toBe(1795500000000);
    expect(snapshot.endedAt?.toISOString()).toBe('2026-11-24T08:12:30.123Z');
  });

  it.each([
    null,
    undefined,
    'text',
    7,
    [],
    {},
    { v: 1 },
    { ...PAYLOAD, run_id: 3 },
    { ...PAYLOAD, status: 'odd' },
    { ...PAYLOAD, v: 'x' }
  ])('is refused when it is no run: %j', data => {
    expect(readSnapshot(data)).toBeNull();
  });

  it.each([
    { params: null },
    { metrics: [] },
    { curves: 'x' },
    { curves: { a: { b: 1 } } },
    { started_at: 'never' },
    { metrics: { a: null } },
    { ended_at: {} }
  ])('survives parts of any form: %j', part => {
    const snapshot = readSnapshot({ ...PAYLOAD, ...part });
    expect(snapshot && fromSnapshot(snapshot).name).toBe('calm-heron-31');
  });

  it('draws the curves that it holds, in the order that the run gave them', () => {
    const snapshot = readSnapshot({
      ...PAYLOAD,
      metrics: { 'test/acc': { last: 1 }, custom: { last: 3 } },
      curves: { custom: [[0, 3]] }
    })!;
    expect(fromSnapshot(snapshot).curves.map(({ key, value }) => [key, value])).toEqual([['custom', 3]]);
  });

  it('puts the metric first that says most, and one of the other direction beside it', () => {
    const of = (...keys: string[]) =>
      keys.map(key => ({ key, goal: key.endsWith('loss') ? ('min' as const) : ('max' as const) }));
    expect(mainKeys(of('train/loss', 'val/acc', 'train/acc', 'val/loss'))).toEqual(['val/acc', 'val/loss']);
    expect(mainKeys(of('a', 'b', 'train/acc'), 'b')[0]).toBe('b');
    expect(mainKeys([])).toEqual([]);
  });
});

/** What a foreign file can hold where a number, text or list is expected. */
const HOSTILE = [
  null,
  true,
  -1,
  Number.POSITIVE_INFINITY,
  '',
  'x',
  [],
  [[]],
  {},
  { toString: 1, valueOf: 1 },
  { $float: { toString: 1 } },
  { $int: [] },
  { __proto__: null, constructor: 1 },
  JSON.parse('{"__proto__": {"length": 3}}')
] as unknown[];

describe('a payload out of a foreign file', () => {
  it.each(Object.keys(PAYLOAD))('never throws, whatever stands for its %s', field => {
    for (const value of HOSTILE) {
      for (const nested of [
        value,
        [value],
        { a: value },
        { a: [value] },
        { a: [[value, value]] },
        { a: { last: value } }
      ]) {
        expect(() => {
          const snapshot = readSnapshot({ ...PAYLOAD, [field]: nested });
          return snapshot && fromSnapshot(snapshot);
        }).not.toThrow();
      }
    }
  });

  it('is refused when it is nested too deeply to be written', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 50_000; level++) {
      deep = [deep];
    }
    expect(readSnapshot({ ...PAYLOAD, params: { deep } })).toBeNull();
  });
});
