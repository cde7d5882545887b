/**
 * What a metric's name alone says, where nobody defined the metric: which is
 * the primary one of a run, and whether lower or higher is better. Few names say
 * the latter; of all others nothing is known. docs/schema.md tells the rule.
 */
const PREFERRED = ['acc', 'accuracy', 'auc', 'f1', 'score', 'r2', 'loss', 'error', 'rmse', 'mae', 'mse'];
const SPLITS = [/(^|\/)test[/_.]/, /(^|\/)(val|valid|validation|eval)[/_.]/];
const TRAIN = /(^|\/)train(ing)?[/_.]/;

/** `max` or `min`: the direction in which a metric gets better. */
export type Goal = 'max' | 'min';

const words = (text: string): string[] => text.split(' ');

const GOALS: ReadonlyMap<string, Goal> = new Map([
  ...words(
    'loss error err mse rmse mae mape smape msle rmsle nll bce logloss merror mlogloss perplexity ppl wer cer brier'
  ).map((word): [string, Goal] => [word, 'min']),
  ...words(
    'acc accuracy auc auroc auprc aucpr f1 r2 precision recall iou miou dice map ap ndcg mcc bleu psnr ssim'
  ).map((word): [string, Goal] => [word, 'max'])
]);

/** Words that say of what, or how it was taken together; what stands before them is what was measured. */
const BESIDE = new Set(
  words(
    'train training val valid validation eval test dev holdout epoch step batch iter mean avg average total final best ' +
      'ema smooth smoothed macro micro weighted binary score rate top at k cls class'
  )
);

/** Words that make of it another thing, or turn it round. */
const TURNING = new Set(words('neg negative minus inv inverse delta diff grad gradient'));

/** Rank among names of metrics, 0 for the most preferred; equal for names that mean equally much. */
export function preference(key: string): number {
  const name = key.toLowerCase();
  const ending = PREFERRED.reduce(
    (best, word, rank) =>
      name.endsWith(word) && (best < 0 || word.length > (PREFERRED[best] ?? '').length) ? rank : best,
    -1
  );
  if (ending < 0) {
    return 1000;
  }
  const split = SPLITS.findIndex(pattern => pattern.test(name));
  return 100 * (split >= 0 ? split : TRAIN.test(name) ? 3 : 2) + ending;
}

/**
 * The direction that the name says: that of its last word, numbers and words
 * such as `val`, `epoch` and `macro` left out. Null where it says none.
 */
export function goalByName(key: string): Goal | null {
  const all = key.split(/[^\p{L}\p{N}]+/u).flatMap(wordsOf);
  if (all.some(word => TURNING.has(word))) {
    return null;
  }
  return GOALS.get(all.filter(word => word !== '' && !BESIDE.has(word)).at(-1) ?? '') ?? null;
}

/** `trainLoss` as two words. */
function wordsOf(part: string): string[] {
  const whole = plain(part);
  return GOALS.has(whole) ? [whole] : part.split(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})/u).map(plain);
}

/** In lower case, without the number at its end, which says nothing but in `f1` and `r2`. */
function plain(word: string): string {
  const low = word.toLowerCase();
  return GOALS.has(low) ? low : low.replace(/\d+$/, '');
}
