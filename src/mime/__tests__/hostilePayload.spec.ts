import '../../__tests__/jsdomGaps';

import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';

import { Companion } from '../../__tests__/companion';
import { eventually } from '../../__tests__/eventually';
import type { SocketConnector } from '../../companion/socketConnector';
import type { IColours, ITrail } from '../../companion/tokens';
import { cardActions } from '../cardActions';
import { RUN_MIME_TYPE } from '../payload';
import { RunRenderer } from '../renderer';
import { RESULT_MIME_TYPE } from '../resultPayload';
import { ResultRenderer } from '../resultRenderer';

const RUN = {
  v: 1,
  run_id: 'r1',
  name: 'amber',
  status: 'finished',
  project: 'p',
  params: { lr: 0.1, tags: ['a'] },
  metrics: { acc: { last: 0.5, step: 3 } },
  curves: {
    acc: [
      [0, 0.2],
      [1, 0.5]
    ]
  },
  started_at: 1,
  ended_at: 2
};
const ANSWER = {
  v: 1,
  columns: [
    { name: 'run_id', type: 'VARCHAR' },
    { name: 'acc', type: 'DOUBLE' },
    { name: 'at', type: 'TIMESTAMP WITH TIME ZONE' }
  ],
  data: [
    ['r1', 'r2'],
    [1, 2],
    ['2026-01-01T00:00:00Z', null]
  ],
  row_count: 2,
  truncated: false,
  elapsed_ms: 1,
  sql: 'select 1'
};
/** Payloads of one sort; SEED and ROUNDS in the environment choose others, and more. */
const ROUNDS = Number(process.env.ROUNDS ?? 100);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

/** Numbers below one, the same for the same seed. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function deep(levels: number): unknown {
  let value: unknown = 'bottom';
  for (let level = 0; level < levels; level++) {
    value = level % 2 ? [value] : { a: value };
  }
  return value;
}

const ODD: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => -0,
  () => 1e308,
  () => -1e308,
  () => '',
  () => 'x'.repeat(10_000),
  () => '<img src=x onerror=alert(1)>',
  () => '\u202e\u0000\ud800',
  () => [],
  () => ({}),
  () => [[]],
  () => ({ $float: 'NaN' }),
  () => ({ $int: '9'.repeat(400) }),
  () => ({ toString: 1, valueOf: 2, length: -1, constructor: null }),
  () => JSON.parse('{"__proto__": {"x": 1}}'),
  () => deep(50),
  () => deep(100_000),
  () => Array.from({ length: 300 }, (_, i) => [i, null]),
  () => '9999-99-99T99:99:99Z'
];

/** The payload with a few of its values, at whatever depth, replaced by odd ones or taken away. */
function spoiled(payload: unknown, next: () => number): unknown {
  const copy = JSON.parse(JSON.stringify(payload)) as unknown;
  for (let count = 1 + Math.floor(next() * 3); count > 0; count--) {
    let at = copy as Record<string, unknown>;
    for (;;) {
      const keys = Object.keys(at);
      if (keys.length === 0) {
        break;
      }
      const key = keys[Math.floor(next() * keys.length)];
      const inner = at[key!];
      if (typeof inner === 'object' && inner !== null && isPart(inner) && next() < 0.7) {
        at = inner as Record<string, unknown>;
        continue;
      }
      if (next() < 0.1) {
        delete at[key!];
      } else {
        at[key!] = ODD[Math.floor(next() * ODD.length)]!();
      }
      break;
    }
  }
  return copy;
}

/** Whether it is one of the payload's own parts, and not an odd one. */
function isPart(value: object): boolean {
  return Object.keys(value).length > 0 && Object.keys(value).length < 20;
}

describe('a payload that anybody may have written', () => {
  const wrong: unknown[] = [];
  let companion: Companion;
  let connector: SocketConnector;
  const note = (event: ErrorEvent): void => void wrong.push(event.error ?? event.message);

  beforeAll(async () => {
    companion = await Companion.start();
    connector = companion.connect();
    await companion.lose(connector);
  });
  afterAll(() => companion.dispose());

  beforeEach(() => {
    wrong.length = 0;
    window.addEventListener('error', note);
    // React tells what its boundary caught.
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
  });
  afterEach(() => {
    window.removeEventListener('error', note);
    jest.restoreAllMocks();
  });

  const trans = nullTranslator.load('nbtrail');
  const colours: IColours = {
    colour: () => '#0b47e5',
    within: ids => new Map(ids.map(id => [id, '#0b47e5'])),
    changed: new Signal<IColours, void>({} as IColours)
  };
  const kinds: [string, string, unknown, () => RunRenderer | ResultRenderer][] = [
    [
      'run',
      RUN_MIME_TYPE,
      RUN,
      () => {
        const trail = { connector, colours } as unknown as ITrail;
        return new RunRenderer({
          mimeType: RUN_MIME_TYPE,
          trail,
          actions: cardActions(new CommandRegistry(), trans),
          trans
        });
      }
    ],
    [
      'answer',
      RESULT_MIME_TYPE,
      ANSWER,
      () =>
        new ResultRenderer({
          mimeType: RESULT_MIME_TYPE,
          actions: { openSql: () => undefined, openRun: () => undefined },
          trans
        })
    ]
  ];

  it.each(kinds)(`never throws where a %s is expected (SEED=${SEED})`, async (_, mimeType, payload, make) => {
    const next = random(SEED);
    for (let round = 0; round < ROUNDS; round++) {
      const data = next() < 0.1 ? ODD[Math.floor(next() * ODD.length)]!() : spoiled(payload, next);
      const renderer = make();
      Widget.attach(renderer, document.body);
      try {
        await renderer.renderModel({
          data: { [mimeType]: data as never, 'text/plain': 'the plain text' },
          metadata: {},
          trusted: false,
          setData: () => undefined
        });
        await eventually(() => expect(renderer.node.textContent).not.toBe(''));
        renderer.node.querySelectorAll<HTMLElement>('th, th button, summary').forEach(each => each.click());
        expect(renderer.node.querySelector('img, script, iframe')).toBeNull();
      } finally {
        renderer.dispose();
      }
      expect({ round, wrong: wrong.map(String) }).toEqual({ round, wrong: [] });
    }
  });
});
