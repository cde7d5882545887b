import type { IExecution } from '../../code/cells';

/** An execution of one cell; `own` where it belongs to the run. */
export const cell = (source: string, own = true): IExecution => ({
  executionId: source,
  cellId: 'c1',
  position: 1,
  executionCount: 1,
  source,
  sourceHash: source,
  status: 'ok',
  started: 0,
  ended: 1,
  duration: 1,
  errorName: null,
  errorValue: null,
  traceback: null,
  own
});
