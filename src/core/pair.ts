/** What `change` makes of each of two, as a pair again. */
export function mapPair<A, B>([first, second]: readonly [A, A], change: (value: A) => B): [B, B] {
  return [change(first), change(second)];
}
