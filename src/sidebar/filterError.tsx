import React from 'react';

import type { CompanionError } from '../companion/error';
import type { IErrorBody } from '../companion/wire';
import { displayText } from '../ui/displayText';
import { useViewContext } from '../ui/viewContext';

/** A filter's text around the place where it is wrong. */
export interface IWrongPlace {
  before: string;
  /** At least one character; a blank where the text ends too early. */
  wrong: string;
  after: string;
}

/** Where an error points at; the whole text when it has no place. */
export function wrongPlace(text: string, { start, end }: IErrorBody): IWrongPlace {
  const from = Math.min(start ?? 0, text.length);
  const to = Math.max(from + 1, end ?? text.length);
  return {
    before: text.slice(0, from),
    wrong: text.slice(from, to) || '\u00a0',
    after: text.slice(to)
  };
}

/** What is wrong with the filter and where; the list still shows the last that was right. */
export function FilterError(props: { id: string; error: CompanionError; place: IWrongPlace }): JSX.Element {
  const { error, place } = props;
  const { trans } = useViewContext();
  return (
    <div className="nt-FilterError" id={props.id} role="alert">
      <code>
        {displayText(place.before)}
        <u>{displayText(place.wrong)}</u>
        {displayText(place.after)}
      </code>
      <p>
        <b>{displayText(error.message)}.</b> {error.hint && displayText(error.hint)}
      </p>
      <p className="nt-muted">{trans.__('The list keeps the last valid filter.')}</p>
    </div>
  );
}
