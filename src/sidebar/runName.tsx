import React from 'react';

import { displayText } from '../compare/displayText';

/** Signs at the end that stay when the rest is cut: runs of one kind differ there. */
const KEPT = 6;
/** Only in plain text, where the order on screen is the order of signs, can it be cut in two. */
const PLAIN = /^[\x20-\x7e]+$/;

/** A run's name, cut in the middle where it does not fit. */
export function RunName({ name }: { name: string }): JSX.Element {
  const text = displayText(name);
  if (!PLAIN.test(text) || text.length <= 2 * KEPT) {
    return <bdi className="nt-ellipsis">{text}</bdi>;
  }
  return (
    <bdi className="nt-RunName">
      <span className="nt-ellipsis">{text.slice(0, -KEPT)}</span>
      <span className="nt-RunName-end">{text.slice(-KEPT)}</span>
    </bdi>
  );
}
