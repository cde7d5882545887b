const SHARES = /(^|[/_.-])(acc|accuracy|auc|auroc|f1|precision|recall|iou|dice|top\d+|map|hit_rate)([/_.\-@]?\w*)?$/i;

/** True for metrics that are shares of one (accuracy and its kin): three decimals, differences in percentage points. */
export function isShare(key: string | null, value: number): boolean {
  return key !== null && Math.abs(value) <= 1 && SHARES.test(key.slice(key.lastIndexOf('/') + 1));
}

/** The direction in which a metric gets better; null where it is not defined. The companion knows it, by definition or name. */
export type Goal = 'max' | 'min' | null;

/** The goal in an answer of the companion. */
export function goalOf(cell: unknown): Goal {
  return cell === 'max' || cell === 'min' ? cell : null;
}
