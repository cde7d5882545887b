/**
 * Histories by chance, the same for the same seed: what several writers say of
 * several runs, in the order of time, no two at the same time.
 */
import type { Value } from '../../src/records';

/** A point of several metrics, or a fact of kind `k`; `run` is the run that it is about. */
export interface ISaid {
  t: number;
  writer: number;
  run: string;
  k:
    | 'log'
    | 'run_started'
    | 'run_ended'
    | 'run_resumed'
    | 'params'
    | 'metric_defined'
    | 'run_named'
    | 'run_tagged'
    | 'run_noted'
    | 'run_archived'
    | 'run_shown'
    | 'baseline_set';
  fields: Record<string, unknown>;
  step?: number;
  values?: Record<string, number>;
}

export interface IHistory {
  /** Whether each writer's process lives. */
  writers: boolean[];
  said: ISaid[];
}

export const KEYS = ['epoch_time', 'loss', 'train/acc', 'val/acc', 'zeta'];
export const TAGS = ['base', 'best', 'ünï', "it's"];
export const PARAMS = ['lr', 'model', 'bn', 'layers', 'nothing'];

export class Chance {
  constructor(seed: number) {
    this.state = (seed % 2_147_483_646) + 1;
  }

  below(end: number): number {
    this.state = (this.state * 48_271) % 2_147_483_647;
    return Math.floor((this.state / 2_147_483_647) * end);
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }

  private state: number;
}

export function historyOf(seed: number): IHistory {
  const chance = new Chance(seed);
  const writers = [true, ...Array.from({ length: 1 + chance.below(3) }, () => chance.below(3) > 0)];
  const said: ISaid[] = [];
  const began = Math.floor(Date.now() / 1000) - 10_000;
  const say = (writer: number, run: string, k: ISaid['k'], fields: object, more: Partial<ISaid> = {}): void => {
    said.push({ t: began + said.length / 4, writer, run, k, fields: { ...fields }, ...more });
  };
  const owners = Array.from({ length: 2 + chance.below(5) }, () => chance.below(writers.length));
  const open = new Set<string>();
  owners.forEach((writer, index) => {
    const run = `r${index}`;
    say(writer, run, 'run_started', {
      name: `run ${chance.below(3)}`,
      project: 'digits',
      experiment: chance.of([null, 'a', 'b']),
      total_steps: chance.of([null, 50])
    });
    open.add(run);
  });
  const steps = new Map<string, number>();
  for (let count = 60 + chance.below(120); count > 0; count--) {
    const index = chance.below(owners.length);
    const run = `r${index}`;
    const lives = writers[owners[index] as number];
    // What speaks of a run lives if its owner does: a run is killed when all of them are gone.
    const writer = chance.of([...writers.keys()].filter(number => writers[number] === lives));
    const about = chance.below(20);
    if (about < 10) {
      const step = chance.below(4) === 0 ? chance.below(30) : (steps.get(run) ?? 0) + 1;
      steps.set(run, step);
      const keys = [...new Set([chance.of(KEYS), ...KEYS.filter(() => chance.below(3) === 0)])];
      say(writer, run, 'log', {}, { step, values: Object.fromEntries(keys.map(key => [key, valueBy(chance)])) });
    } else if (about < 13) {
      say(writer, run, 'params', {
        params: Object.fromEntries(PARAMS.filter(() => chance.below(3) === 0).map(key => [key, paramBy(chance)]))
      });
    } else if (about < 15) {
      say(writer, run, 'run_tagged', {
        add: TAGS.filter(() => chance.below(3) === 0),
        remove: TAGS.filter(() => chance.below(4) === 0)
      });
    } else if (about === 15) {
      say(writer, run, 'metric_defined', {
        key: chance.of(KEYS),
        goal: chance.of(['max', 'min', null]),
        summary: chance.of(['max', 'min', 'last', 'first', 'mean', null, null]),
        primary: chance.below(3) === 0
      });
    } else if (about === 16) {
      say(writer, run, chance.of(['run_named']), { name: `named ${chance.below(9)}` });
    } else if (about === 17) {
      say(writer, run, 'run_noted', { note: chance.of(['', 'a note', 'déjà vu']) });
    } else if (about === 18) {
      const k = chance.of(['run_archived', 'run_shown', 'baseline_set'] as const);
      say(
        writer,
        run,
        k,
        {
          run_archived: { archived: chance.below(2) === 0 },
          run_shown: { hidden: chance.below(2) === 0 },
          baseline_set: { project: 'digits' }
        }[k]
      );
    } else if (open.has(run)) {
      say(writer, run, 'run_ended', { status: chance.of(['finished', 'failed', 'interrupted']) });
      open.delete(run);
    } else if (chance.below(2) === 0) {
      say(writer, run, 'run_resumed', {});
      open.add(run);
    }
  }
  return { writers, said };
}

/** Quarters, so that sums are the same in any order. */
function valueBy(chance: Chance): number {
  const kind = chance.below(16);
  return kind === 0 ? NaN : kind === 1 ? Infinity : kind === 2 ? -Infinity : (chance.below(41) - 20) / 4;
}

function paramBy(chance: Chance): Value {
  return chance.of<Value>([
    0.1,
    0.001,
    3,
    -7,
    1e300,
    true,
    false,
    null,
    'svm',
    'mlp',
    '',
    "it's",
    [1, 2],
    { deep: { a: [null, 'x'] } },
    { $float: 'NaN' },
    { $float: '-Infinity' },
    { $int: '9007199254740993' }
  ]);
}
