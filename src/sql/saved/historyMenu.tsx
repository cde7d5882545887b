import type { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon } from '@jupyterlab/ui-components';
import React, { useEffect, useRef, useState, type KeyboardEvent } from 'react';

import type { IPastQuery } from './queryLibrary';

export interface IHistoryMenuProps {
  history: readonly IPastQuery[];
  onPick: (sql: string) => void;
  onForget: () => void;
  trans: TranslationBundle;
}

/** The last questions behind a button: type to search, arrows to choose, Enter to take. */
export function HistoryMenu({ history, onPick, onForget, trans }: IHistoryMenuProps): JSX.Element {
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) {
      return;
    }
    const onOutside = (event: PointerEvent): void => {
      if (!root.current?.contains(event.target as Node)) {
        setOpen(false);
      }
    };
    document.addEventListener('pointerdown', onOutside, true);
    return () => document.removeEventListener('pointerdown', onOutside, true);
  }, [open]);

  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = history.filter(({ sql }) => wanted.every(word => sql.toLowerCase().includes(word)));
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const pick = (sql: string): void => {
    setOpen(false);
    onPick(sql);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      close();
    } else if (event.key === 'Enter' && found[at]) {
      pick(found[at].sql);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const next = Math.max(0, Math.min(found.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)));
      setAt(next);
      root.current?.querySelectorAll('[role=option]')[next]?.scrollIntoView?.({ block: 'nearest' });
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div ref={root} className="nt-HistoryMenu">
      <button
        type="button"
        ref={button}
        className="nt-Button nt-HistoryMenu-button"
        aria-haspopup="listbox"
        aria-expanded={open}
        disabled={history.length === 0}
        onClick={() => {
          setOpen(!open);
          setWords('');
          setAt(0);
        }}
      >
        {trans.__('History')}
        <caretDownIcon.react tag="span" />
      </button>
      {open && (
        // biome-ignore lint/a11y/noStaticElementInteractions: the keys of the field and the button in it
        <div className="nt-HistoryMenu-box" onKeyDown={onKeyDown}>
          <input
            // biome-ignore lint/a11y/noAutofocus: it appears where the user asked for it
            autoFocus
            value={words}
            placeholder={trans.__('Search the history')}
            aria-label={trans.__('Search the history')}
            onChange={event => {
              setWords(event.target.value);
              setAt(0);
            }}
          />
          <div className="nt-HistoryMenu-list" role="listbox" aria-label={trans.__('History')}>
            {found.map((past, i) => (
              <button
                type="button"
                key={past.at}
                role="option"
                tabIndex={-1}
                aria-selected={i === at}
                title={past.sql}
                onClick={() => pick(past.sql)}
              >
                <code className="nt-ellipsis">{past.sql.replace(/\s+/g, ' ').trim()}</code>
                <span className="nt-muted">
                  {agoText(past.at, trans)} ·{' '}
                  {past.error
                    ? trans.__('failed, %1', past.error)
                    : past.rows === null
                      ? trans.__('closed before it ran')
                      : trans._n('%1 row', '%1 rows', past.rows)}
                </span>
              </button>
            ))}
          </div>
          {found.length === 0 && <p className="nt-muted">{trans.__('No matching question')}</p>}
          <button
            type="button"
            className="nt-Link"
            onClick={() => {
              onForget();
              close();
            }}
          >
            {trans.__('Clear the history')}
          </button>
        </div>
      )}
    </div>
  );
}

/** How long ago; a date after a day. */
function agoText(at: number, trans: TranslationBundle): string {
  const minutes = Math.floor((Date.now() - at) / 60_000);
  if (minutes < 1) {
    return trans.__('just now');
  }
  if (minutes < 60) {
    return trans.__('%1 min ago', minutes);
  }
  return minutes < 1440 ? trans.__('%1 h ago', Math.floor(minutes / 60)) : new Date(at).toLocaleDateString();
}
