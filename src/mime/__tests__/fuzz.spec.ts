/**
 * Payloads out of notebooks that anybody may have written, at random: reading
 * them never throws. The seeds are printed; by hand:
 *
 *     NBTRAIL_FUZZ_ROUNDS=50 npx jest src/mime/__tests__/fuzz   (times as many)
 *     NBTRAIL_FUZZ_SEED=123 npx jest src/mime/__tests__/fuzz    (the one that failed)
 */
import { fromSnapshot, mainKeys } from '../cardData';
import { readSnapshot } from '../payload';
import { readResult } from '../resultPayload';

const TIMES = Number(process.env.NBTRAIL_FUZZ_ROUNDS ?? 1);
const ONLY = process.env.NBTRAIL_FUZZ_SEED;
const START = ONLY === undefined ? Date.now() % 1_000_000 : Number(ONLY);
const ROUNDS = 20_000;

const PAYLOAD = {
  v: 1,
  run_id: 'r1',
  name: 'calm-heron-31',
  status: 'finished',
  project: 'p',
  params: { lr: 0.01, model: 'cnn', sizes: [1, 2], big: { $int: '9007199254740993' } },
  metrics: { 'val/loss': { last: { $float: 'NaN' } }, 'val/acc': { last: 0.931 } },
  curves: {
    'val/acc': [
      [0, 0.5],
      [1, 'NaN'],
      [{ $int: '9007199254740993' }, 0.931]
    ]
  },
  started_at: 1795500000,
  ended_at: '2026-11-24T08:12:30.123Z'
};
const RESULT = {
  v: 1,
  columns: [
    { name: 'run_id', type: 'VARCHAR' },
    { name: 'acc', type: 'DOUBLE' }
  ],
  data: [
    ['r1', 'r2'],
    [0.1, { $float: 'NaN' }]
  ],
  row_count: 5000,
  truncated: false,
  elapsed_ms: 12,
  sql: 'select 1'
};
const ODD: unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  NaN,
  2 ** 53 + 2,
  '',
  ' ',
  '\0',
  '\ud800',
  '__proto__',
  '<img src=x onerror=alert(1)>',
  'x'.repeat(3_000),
  [],
  {},
  { $float: 'NaN' },
  { $int: '9'.repeat(400) },
  { $float: {} },
  { toString: 1, valueOf: 1 },
  JSON.parse('{"__proto__": {"length": 3}}')
];

type Random = (below: number) => number;

/** Whole numbers from 0, the same for the same seed. */
function seeded(seed: number): Random {
  let state = (Math.abs(seed * 7_919) % 2_147_483_646) + 1;
  return below => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor((state / 2_147_483_647) * below);
  };
}

/** The value with something in it that is something else, is missing, or is more. */
function altered(value: unknown, random: Random): unknown {
  if (random(5) === 0 || typeof value !== 'object' || value === null) {
    return ODD[random(ODD.length)];
  }
  if (Array.isArray(value)) {
    const copy: unknown[] = [...value];
    const at = random(copy.length + 1);
    copy.splice(at, random(2), altered(copy[at], random));
    return copy;
  }
  const entries = Object.entries(value);
  const at = random(entries.length);
  const [name, inner] = entries[at] ?? ['a', null];
  entries.splice(
    at,
    1,
    ...(random(5) === 0
      ? []
      : [[random(8) === 0 ? String(ODD[random(4)]) : name, altered(inner, random)] as [string, unknown]])
  );
  return Object.fromEntries(entries);
}

it('no payload makes reading it throw', () => {
  const count = ONLY === undefined ? Math.ceil(ROUNDS * TIMES) : 1;
  process.stdout.write(`fuzz, payloads: seeds ${START} to ${START + count - 1}\n`);
  for (let seed = START; seed < START + count; seed++) {
    const random = seeded(seed);
    const [run, answer] = Array.from({ length: 1 + random(5) }).reduce<[unknown, unknown]>(
      ([a, b]) => [altered(a, random), altered(b, random)],
      [PAYLOAD, RESULT]
    );
    try {
      const snapshot = readSnapshot(run);
      if (snapshot) {
        const data = fromSnapshot(snapshot);
        mainKeys(data.curves.map(({ key }) => ({ key, goal: null })));
      }
      const kept = readResult(answer);
      expect(kept?.result.data.every(column => column.length === kept.result.row_count) ?? true).toBe(true);
    } catch (error) {
      throw new Error(
        `With seed ${seed} (again with: NBTRAIL_FUZZ_SEED=${seed} npx jest src/mime/__tests__/fuzz): ${String(error)}`
      );
    }
  }
});
