import { stat } from 'node:fs/promises';

import { within } from '../journal/within';

/** Time for a look at the store's folder. */
const ANSWER_MS = 10_000;

/** Whether the disk of the store answers: a network folder whose server is away lets nobody go who waits for it. */
export function diskAnswers(home: string): Promise<boolean> {
  const look = stat(home).then(
    () => true,
    () => true
  );
  return within(ANSWER_MS, look, false);
}
