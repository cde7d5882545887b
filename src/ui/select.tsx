import { caretDownIcon } from '@jupyterlab/ui-components';
import React from 'react';

/** A choice in a toolbar: its name muted, its value plain. */
export function Select<T extends string>(props: {
  name: string;
  value: T;
  options: readonly (readonly [value: T, label: string])[];
  onChange: (value: T) => void;
}): JSX.Element {
  const shown = props.options.find(([value]) => value === props.value)?.[1] ?? props.value;
  return (
    <label className="nt-Select">
      <span className="nt-muted">{props.name}</span>
      <bdi>{shown}</bdi>
      <caretDownIcon.react tag="span" className="nt-Select-caret" />
      <select aria-label={props.name} value={props.value} onChange={event => props.onChange(event.target.value as T)}>
        {props.options.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
