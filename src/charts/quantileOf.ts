/**
 * The `p`-quantile of rising numbers, at least one (R-7 of Hyndman & Fan, as d3's
 * `quantileSorted`, whose types know no typed array).
 */
export function quantileOf(sorted: Float64Array, p: number): number {
  const at = (sorted.length - 1) * p;
  const below = sorted[Math.floor(at)] as number;
  const above = sorted[Math.ceil(at)] as number;
  return below + (above - below) * (at - Math.floor(at));
}
