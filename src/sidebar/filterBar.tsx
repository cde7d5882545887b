import { closeIcon, searchIcon } from '@jupyterlab/ui-components';
import React, { useEffect, useRef, useState, type KeyboardEvent } from 'react';

import { useViewContext } from '../ui/viewContext';
import { FilterError, wrongPlace } from './filterError';
import { FilterSql } from './filterSql';
import { useSidebar } from './sidebarContext';
import { useSignals } from '../ui/useSignals';

/** Milliseconds without a key until the filter is applied. */
const DEBOUNCE_MS = 250;

/** A line of words and conditions; the companion makes SQL of it, which the button shows. */
export function FilterBar(): JSX.Element {
  const model = useSidebar();
  const { list } = model;
  const { trans } = useViewContext();
  useSignals(list.changed);
  const [draft, setDraft] = useState(list.choice.filter);
  const [sql, setSql] = useState(false);
  const [scroll, setScroll] = useState(0);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const focus = () => {
      input.current?.focus();
      input.current?.select();
    };
    model.filterWanted.connect(focus);
    return () => void model.filterWanted.disconnect(focus);
  }, [model]);
  useEffect(() => setDraft(list.choice.filter), [list.choice.filter]);
  useEffect(() => {
    if (draft === list.choice.filter) {
      return;
    }
    const timer = window.setTimeout(() => list.choose({ filter: draft }), DEBOUNCE_MS);
    return () => window.clearTimeout(timer);
  }, [draft, list]);

  const apply = (text: string) => {
    setDraft(text);
    list.choose({ filter: text });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      apply(draft);
    } else if (event.key === 'Escape' && draft !== '') {
      event.stopPropagation();
      apply('');
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      event.currentTarget.closest('.nt-Sidebar')?.querySelector<HTMLElement>('[role=option][tabindex="0"]')?.focus();
    }
  };

  const error = draft === list.choice.filter ? list.filterError : null;
  const place = error && wrongPlace(draft, error.body);
  return (
    // biome-ignore lint/a11y/useSemanticElements: React 18 has no search element
    <div className="nt-Filter" role="search">
      <div className={`nt-Filter-line${error ? ' nt-mod-wrong' : ''}`}>
        <searchIcon.react tag="span" className="nt-Filter-icon" />
        <span className="nt-Filter-box">
          {place && (
            <span className="nt-Filter-under" aria-hidden>
              <span style={{ transform: `translateX(${-scroll}px)` }}>
                {place.before}
                <u>{place.wrong}</u>
              </span>
            </span>
          )}
          <input
            ref={input}
            type="text"
            spellCheck={false}
            autoComplete="off"
            aria-label={trans.__('Filter runs')}
            aria-invalid={error !== null}
            aria-describedby={error ? 'nt-filter-error' : undefined}
            placeholder={trans.__('Filter: val/acc > 0.9 and lr < 0.1')}
            value={draft}
            onChange={event => setDraft(event.target.value)}
            onKeyDown={onKeyDown}
            onScroll={event => setScroll(event.currentTarget.scrollLeft)}
          />
        </span>
        {draft !== '' && (
          <button
            type="button"
            className="nt-IconButton"
            title={trans.__('Clear the filter')}
            aria-label={trans.__('Clear the filter')}
            onClick={() => apply('')}
          >
            <closeIcon.react tag={null} />
          </button>
        )}
        <button
          type="button"
          className="nt-Filter-sql"
          aria-pressed={sql}
          title={trans.__('Show the list as SQL')}
          onClick={() => setSql(!sql)}
        >
          SQL
        </button>
      </div>
      {error && place && <FilterError id="nt-filter-error" error={error} place={place} />}
      {sql && <FilterSql sql={list.sql} />}
    </div>
  );
}
