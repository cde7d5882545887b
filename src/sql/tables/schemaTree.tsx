import type { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import React, { useRef, useState, type KeyboardEvent } from 'react';

import type { IView } from './schema';

export interface ISchemaTreeProps {
  views: readonly IView[];
  /** A view or a column was chosen: its name is to be inserted. */
  onView: (name: string) => void;
  onColumn: (name: string) => void;
  trans: TranslationBundle;
}

/** The view that stands open at first: it is short, and shows what the tree is for. */
const OPEN = ['metrics'];

/**
 * Views and their columns. Up and down move, right and left open and close,
 * Enter inserts.
 */
export function SchemaTree({ views, onView, onColumn, trans }: ISchemaTreeProps): JSX.Element {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set(OPEN));
  const [current, setCurrent] = useState(views[0]?.name ?? '');
  const tree = useRef<HTMLDivElement>(null);

  const toggle = (name: string, wanted = !open.has(name)): void => {
    const next = new Set(open);
    next[wanted ? 'add' : 'delete'](name);
    setOpen(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const items = [...(tree.current?.querySelectorAll<HTMLElement>('[role=treeitem]') ?? [])];
    const at = items.findIndex(item => item.dataset.key === current);
    const move = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    const [view = '', column] = current.split('.');
    if (move !== undefined) {
      const item = items[Math.max(0, Math.min(items.length - 1, move))];
      setCurrent(item?.dataset.key ?? current);
      item?.focus();
    } else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      toggle(view, event.key === 'ArrowRight');
      setCurrent(view);
      items.find(item => item.dataset.key === view)?.focus();
    } else if (event.key === 'Enter' || event.key === ' ') {
      (column ? onColumn : onView)(column ?? view);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const tabIndex = (key: string): number => (key === current ? 0 : -1);

  return (
    <div ref={tree} role="tree" aria-label={trans.__('Tables')}>
      {views.map(view => {
        const isOpen = open.has(view.name);
        const Caret = isOpen ? caretDownIcon : caretRightIcon;
        return (
          <div key={view.name} role="none">
            <div
              role="treeitem"
              data-key={view.name}
              tabIndex={tabIndex(view.name)}
              onFocus={() => setCurrent(view.name)}
              onKeyDown={onKeyDown}
              className="nt-SchemaTree-view"
              aria-expanded={isOpen}
              aria-level={1}
              title={trans.__('A row is %1. Click to insert the name.', view.row)}
              onClick={() => onView(view.name)}
            >
              {/* biome-ignore lint/a11y/noStaticElementInteractions: by keys, left and right open and close */}
              {/* biome-ignore lint/a11y/useKeyWithClickEvents: by keys, left and right open and close */}
              <span
                className="nt-SchemaTree-caret"
                onClick={event => {
                  event.stopPropagation();
                  toggle(view.name);
                }}
              >
                <Caret.react tag="span" />
              </span>
              <span className="nt-SchemaTree-name nt-ellipsis">{view.name}</span>
            </div>
            {isOpen &&
              view.columns.map(({ name, type, comment }) => (
                <div
                  key={name}
                  role="treeitem"
                  data-key={`${view.name}.${name}`}
                  tabIndex={tabIndex(`${view.name}.${name}`)}
                  onFocus={() => setCurrent(`${view.name}.${name}`)}
                  onKeyDown={onKeyDown}
                  className="nt-SchemaTree-column"
                  aria-level={2}
                  title={comment || `${view.name}.${name}`}
                  onClick={() => onColumn(name)}
                >
                  <span className="nt-SchemaTree-name nt-ellipsis">{name}</span>
                  <span className="nt-SchemaTree-type">{type}</span>
                </div>
              ))}
          </div>
        );
      })}
    </div>
  );
}
