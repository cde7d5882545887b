import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { displayText } from '../ui/displayText';
import { WarningMark } from '../ui/marks';
import { formatSetting, MISSING } from '../core/format';
import type { ICardData, ICardParam } from './cardData';

/** What is different from the baseline; without one, the parameters. */
export function CardParams({ data, trans }: { data: ICardData; trans: TranslationBundle }): JSX.Element {
  const { baseline, params, moreParams, notice, error } = data;
  return (
    <div className="nt-RunCard-params">
      <div className="nt-RunCard-title nt-muted nt-ellipsis">
        {baseline ? trans.__('Against baseline %1', displayText(baseline.name)) : trans.__('Parameters')}
      </div>
      <ul className="nt-RunCard-pairs">
        {params.map(param => (
          <li key={param.key} title={wordsOf(param)}>
            <span className="nt-RunCard-key nt-ellipsis">{displayText(param.key)}</span>
            <span className="nt-RunCard-setting nt-ellipsis">
              {param.was !== undefined && (
                <>
                  <del>{text(param.was)}</del> →{' '}
                </>
              )}
              {param.was === undefined ? text(param.is) : <b>{text(param.is)}</b>}
            </span>
          </li>
        ))}
      </ul>
      {params.length === 0 && (
        <span className="nt-muted">{baseline ? trans.__('Same parameters') : trans.__('None')}</span>
      )}
      {moreParams > 0 && <span className="nt-muted">{trans.__('and %1 more', moreParams)}</span>}
      {(error ?? notice) && (
        <div className="nt-RunCard-notice" title={displayText(error ?? notice ?? '')}>
          <span className={error ? 'nt-bad' : 'nt-warn'}>
            <WarningMark />
          </span>
          <span>{displayText(error ?? notice ?? '')}</span>
        </div>
      )}
    </div>
  );
}

function text(value: string | null | undefined): string {
  return value === null || value === undefined ? MISSING : displayText(formatSetting(value));
}

function wordsOf({ key, was, is }: ICardParam): string {
  const exact = (value: string | null) => (value === null ? MISSING : displayText(value));
  return was === undefined ? `${key}: ${exact(is)}` : `${key}: ${exact(was)} → ${exact(is)}`;
}
