/**
 * What a metric's name alone says, where nobody defined the metric: which is
 * the primary one of a run, and whether lower is better. docs/schema.md tells
 * the rule.
 */
const TELLING = ['acc', 'accuracy', 'auc', 'f1', 'score', 'r2', 'loss', 'error', 'rmse', 'mae', 'mse'];
const FALLING = ['loss', 'error', 'rmse', 'mae', 'mse', 'perplexity', 'time', 'latency'];
const SPLITS = [/(^|\/)test[/_.]/, /(^|\/)(val|valid|validation|eval)[/_.]/];
const TRAIN = /(^|\/)train(ing)?[/_.]/;

/** 0 for the most telling name; the same for names that say equally much. */
export function telling(key: string): number {
  const name = key.toLowerCase();
  const ending = TELLING.reduce(
    (best, word, rank) =>
      name.endsWith(word) && (best < 0 || word.length > (TELLING[best] ?? '').length) ? rank : best,
    -1
  );
  if (ending < 0) {
    return 1000;
  }
  const split = SPLITS.findIndex(pattern => pattern.test(name));
  return 100 * (split >= 0 ? split : TRAIN.test(name) ? 3 : 2) + ending;
}

/** Whether lower is better, by the name. */
export function falls(key: string): boolean {
  const name = key.toLowerCase();
  return FALLING.some(word => name.endsWith(word));
}
