/**
 * A small history as the field writes it, the same each time: a grid over
 * learning rate and batch size with seeds, a baseline, one run that diverges,
 * one killed, one interrupted, one without metrics, one that goes on elsewhere;
 * notebooks in three environments, with cells executed again; datasets, one of
 * which leaks, models and what the machines were busy with.
 */
import { makesModel, readsSystem, usesDatasets } from './fieldData';
import { FieldJournal } from './fieldJournal';

/** 2026-11-20T08:00:00Z. */
const BEGIN = Date.UTC(2026, 10, 20, 8) / 1000;
const DAY = 86_400;
const STEPS = 20;

const LOAD = 'x, y = load_digits()';
const TRAIN = 'with trail.run() as run:\n    fit(model, x, y, run)';
const TRAIN_LONGER = 'with trail.run() as run:\n    fit(model, x, y, run, epochs=20)';
const PLOT = 'plot(history)';

/** Writes the journals of the history into a store's folder. */
export function writeFieldStore(home: string): void {
  const random = seeded(7);
  const noise = (size: number): number => (random() - 0.5) * 2 * size;

  const course = (t: number, top: number, pace: number, seconds: number): [number, number, number[]][] =>
    Array.from({ length: STEPS }, (_, step): [number, number, number[]] => {
      const learned = 1 - Math.exp(-(step + 1) / pace);
      const loss = 2.3 * (1 - 0.95 * learned);
      const values = [
        loss + noise(0.02),
        loss * 1.1 + (step > 14 ? (step - 14) * 0.02 : 0) + noise(0.03),
        top * learned + noise(0.008)
      ];
      return [step, t + (step + 1) * seconds, values.map(value => Math.round(value * 1e4) / 1e4)];
    });
  const keys = ['train/loss', 'val/loss', 'val/acc'];

  // The first day: a baseline, and half of the grid.
  let t = BEGIN;
  const first = new FieldJournal(
    home,
    's1',
    { user: 'ann', host: 'lab-1', python: '3.11.7', notebook: '/nb/sweep.ipynb' },
    t
  );
  first.environment(t + 1, 'env-a', { numpy: '1.26.4', pandas: '2.2.0', 'scikit-learn': '1.4.2', torch: '2.3.0' });
  first.git(t + 1, 'a1b2c3d', 'main', false);
  first.cell(t + 10, 4, 'load', LOAD, { memory_delta_bytes: 310e6, memory_peak_bytes: 520e6 });
  first.cell(t + 20, 1, 'train', TRAIN, {
    status: 'error',
    error_name: 'NameError',
    error_value: "name 'model' is not defined"
  });
  t += 60;
  first.run(
    t,
    'r01',
    'calm-fox-1',
    { model: 'svm', lr: 0.1, batch_size: 64, seed: 1, layers: [] },
    { experiment: 'baseline' }
  );
  first.points(t, 'r01', keys, course(t, 0.88, 4, 2));
  first.fact(t + 41, 'summary', { run_id: 'r01', summary: { 'test/acc': 0.868 } });
  first.end(t + 42, 'r01');
  first.cell(t, 42, 'train', TRAIN, { run_id: 'r01', memory_delta_bytes: 45e6, memory_peak_bytes: 640e6 });
  const tops: Record<string, number> = { '0.001': 0.9, '0.01': 0.955, '0.1': 0.93 };
  let number = 1;
  const train = (journal: FieldJournal, lr: number, batch_size: number, seed: number, seconds: number): string => {
    const run_id = `r${String(++number).padStart(2, '0')}`;
    t += 100;
    const top = (tops[String(lr)] ?? 0) + (batch_size === 32 ? 0.006 : 0) + noise(0.006);
    journal.run(
      t,
      run_id,
      `${lr === 0.01 ? 'amber' : 'blue'}-owl-${number}`,
      { model: 'mlp', lr, batch_size, seed, layers: [64, 32], 'optimizer.name': 'adam' },
      { experiment: 'grid', group: `lr=${lr}`, total_steps: STEPS }
    );
    journal.fact(t, 'metric_defined', { run_id, key: 'val/acc', goal: 'max', summary: null, primary: true });
    usesDatasets(journal, t, run_id, 'a', 'f');
    journal.points(t, run_id, keys, course(t, top, lr === 0.001 ? 7 : 3.5, seconds));
    if (run_id === 'r03') {
      makesModel(journal, t + 59, run_id, 'c', null);
    }
    journal.fact(t + STEPS * seconds, 'summary', {
      run_id,
      summary: { 'test/acc': Math.round((top - 0.012) * 1e3) / 1e3 }
    });
    journal.end(t + STEPS * seconds + 2, run_id);
    journal.cell(t, STEPS * seconds + 2, 'train', journal.sessionId === 's1' ? TRAIN : TRAIN_LONGER, {
      run_id,
      memory_delta_bytes: 30e6,
      memory_peak_bytes: 700e6
    });
    return run_id;
  };
  train(first, 0.001, 32, 1, 3);
  train(first, 0.01, 32, 1, 3);
  train(first, 0.01, 32, 2, 3);
  train(first, 0.01, 32, 3, 3);
  first.cell(t + 80, 2, 'plot', PLOT, { memory_delta_bytes: 12e6 });
  first.cell(t + 90, 3, 'load', LOAD, { memory_delta_bytes: 290e6, memory_peak_bytes: 980e6 });
  first.close(t + 200);

  // The second day: other packages, changed code, the rest of the grid and what goes wrong.
  t = BEGIN + DAY;
  const second = new FieldJournal(
    home,
    's2',
    { user: 'ann', host: 'lab-1', python: '3.11.7', notebook: '/nb/sweep.ipynb' },
    t
  );
  second.environment(t + 1, 'env-b', { numpy: '2.0.1', polars: '1.5.0', 'scikit-learn': '1.4.2', torch: '2.4.0' });
  second.git(t + 1, 'b2c3d4e', 'wider', true);
  second.cell(t + 10, 5, 'load', LOAD, { memory_delta_bytes: 305e6, memory_peak_bytes: 515e6 });
  train(second, 0.001, 64, 1, 2);
  train(second, 0.01, 64, 1, 2);
  train(second, 0.1, 32, 1, 3);
  train(second, 0.01, 64, 1, 2);
  t += 100;
  second.run(
    t,
    'r10',
    'wild-hare-10',
    { model: 'mlp', lr: 1, batch_size: 32, seed: 1, layers: [64, 32] },
    { experiment: 'grid', group: 'lr=1' }
  );
  usesDatasets(second, t, 'r10', 'a', 'a');
  second.points(
    t,
    'r10',
    keys,
    course(t, 0.3, 9, 3)
      .slice(0, 9)
      .map(([step, time, [a = 0, b = 0, c = 0]]): [number, number, number[]] => [
        step,
        time,
        step > 6 ? [NaN, NaN, 0.1] : [a + step * step * 0.2, b + step * step * 0.3, c]
      ])
  );
  second.end(t + 30, 'r10', 'failed', { error_name: 'FloatingPointError', error_value: 'loss is nan' });
  second.cell(t, 30, 'train', TRAIN_LONGER, {
    run_id: 'r10',
    status: 'error',
    error_name: 'FloatingPointError',
    error_value: 'loss is nan'
  });
  t += 100;
  second.run(
    t,
    'r11',
    'lost-wren-11',
    { model: 'mlp', lr: 0.01, batch_size: 128, seed: 1, layers: [64, 32] },
    { experiment: 'grid', group: 'lr=0.01', total_steps: STEPS }
  );
  second.points(t, 'r11', keys, course(t, 0.9, 5, 3).slice(0, 8));
  second.end(t + 26, 'r11', 'killed');
  t += 100;
  second.run(t, 'r12', 'idle-mole-12', { model: 'mlp', lr: 0.01, batch_size: 32, seed: 4 });
  second.end(t + 5, 'r12', 'interrupted');
  second.cell(t, 5, 'train', TRAIN_LONGER, { run_id: 'r12', status: 'interrupted' });
  second.close(t + 100);

  // The third day: the same code on another machine, with attempts of one cell.
  t = BEGIN + 2 * DAY;
  const third = new FieldJournal(
    home,
    's3',
    { user: 'bo', host: 'lab-2', python: '3.12.4', notebook: '/nb/deep.ipynb' },
    t
  );
  third.environment(t + 1, 'env-c', { numpy: '2.0.1', 'scikit-learn': '1.5.1', torch: '2.4.0' });
  third.git(t + 1, 'b2c3d4e', 'wider', false);
  third.cell(t + 10, 4, 'load', LOAD, { memory_delta_bytes: 308e6, memory_peak_bytes: 512e6 });
  for (const [attempt, top] of [0.91, 0.94, 0.962].entries()) {
    t += 100;
    const run_id = `r${13 + attempt}`;
    third.run(
      t,
      run_id,
      'deep-lynx-13',
      { model: 'cnn', lr: 0.01, batch_size: 32, seed: 1, layers: [32, 64, 10], dropout: attempt / 10 },
      { experiment: 'deep', attempt: attempt + 1, attempt_of: attempt ? 'r13' : null }
    );
    // The second attempt waits for half a minute in the middle.
    const rows = course(t, top, 4, attempt === 1 ? 2.5 : 4).map(([step, at, values]): [number, number, number[]] => [
      step,
      attempt === 1 && step > 9 ? at + 30 : at,
      values
    ]);
    usesDatasets(third, t, run_id, 'b', 'f');
    third.points(t, run_id, keys, rows);
    readsSystem(third, t, run_id, 82);
    if (run_id === 'r15') {
      makesModel(third, t + 81, run_id, 'd', 'with dropout');
    }
    third.end(t + 82, run_id);
    third.cell(t, 82, 'train', TRAIN_LONGER, { run_id, memory_delta_bytes: 120e6, memory_peak_bytes: 1400e6 });
  }
  third.fact(t + 90, 'run_tagged', { run_id: 'r15', add: ['paper', 'best'], remove: [] });
  third.fact(t + 91, 'run_noted', { run_id: 'r15', note: 'dropout helps' });
  third.fact(t + 92, 'run_tagged', { run_id: 'r03', add: ['paper'], remove: [] });
  third.fact(t + 93, 'baseline_set', { project: 'digits', run_id: 'r01' });
  third.fact(t + 94, 'run_archived', { run_id: 'r13', archived: true });
  third.fact(t + 95, 'notice', { code: 'NT204', message: 'A value was masked', session_id: 's3', run_id: 'r15' });
  third.close(t + 200);

  // A machine that has gone silent in the middle of a run.
  t = BEGIN + 3 * DAY;
  const fourth = new FieldJournal(
    home,
    's4',
    { user: 'bo', host: 'gpu-9', python: '3.12.4', notebook: '/nb/night.py' },
    t
  );
  fourth.run(
    t + 5,
    'r16',
    'night-swan-16',
    { model: 'cnn', lr: 0.003, batch_size: 32, seed: 1 },
    { experiment: 'deep', total_steps: 100 }
  );
  fourth.points(t + 5, 'r16', keys, course(t + 5, 0.93, 6, 5));
}

/** Numbers from 0 to below 1, the same for the same seed: mulberry32. */
function seeded(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
