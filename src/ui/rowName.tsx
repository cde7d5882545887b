import React from 'react';

import { displayText } from './displayText';
import type { Label } from '../model/rowLabel';

/** What a row is called: its name, or what distinguishes it from rows whose names would read the same. */
export function RowName({ label, name }: { label: Label | null; name: string }): JSX.Element {
  if (label === null) {
    return <bdi className="nt-ellipsis">{displayText(name)}</bdi>;
  }
  return (
    <bdi className="nt-RowName">
      {label.map(({ text, kind }, at) => (
        <span key={at} className={`nt-mod-${kind}`}>
          {displayText(text)}
        </span>
      ))}
    </bdi>
  );
}
