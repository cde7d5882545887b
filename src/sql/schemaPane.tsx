import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon, refreshIcon, ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import React from 'react';

import type { Schema } from './schema';
import { SchemaTree } from './schemaTree';
import type { ISavedQuery, Shelf } from './shelf';

export interface ISchemaPaneOptions {
  schema: Schema;
  shelf: Shelf;
  onView: (name: string) => void;
  onColumn: (name: string) => void;
  onSaved: (query: ISavedQuery) => void;
  trans: TranslationBundle;
}

/** The left side of the panel: what can be asked, and what was kept. */
export class SchemaPane extends ReactWidget {
  constructor(private readonly _options: ISchemaPaneOptions) {
    super();
    this.addClass('nt-SchemaPane');
  }

  protected render(): JSX.Element {
    const { schema, shelf, onView, onColumn, onSaved, trans } = this._options;
    return (
      <>
        <div className="nt-SchemaPane-head">
          <h4>{trans.__('Tables')}</h4>
          <button
            className="nt-IconButton"
            title={trans.__('Read tables, metrics and parameters anew')}
            aria-label={trans.__('Refresh')}
            onClick={() => void schema.refresh()}
          >
            <refreshIcon.react tag="span" />
          </button>
        </div>
        <UseSignal signal={schema.changed}>
          {() => <SchemaTree views={schema.views} onView={onView} onColumn={onColumn} trans={trans} />}
        </UseSignal>
        <UseSignal signal={shelf.changed}>
          {() =>
            shelf.saved.length > 0 && (
              <Saved saved={shelf.saved} onSaved={onSaved} onRemove={name => shelf.remove(name)} trans={trans} />
            )
          }
        </UseSignal>
      </>
    );
  }
}

interface ISavedProps {
  saved: readonly ISavedQuery[];
  onSaved: (query: ISavedQuery) => void;
  onRemove: (name: string) => void;
  trans: TranslationBundle;
}

function Saved({ saved, onSaved, onRemove, trans }: ISavedProps): JSX.Element {
  return (
    <section className="nt-SchemaPane-saved">
      <h4>{trans.__('Saved')}</h4>
      <ul>
        {saved.map(query => (
          <li key={query.name}>
            <button className="nt-SchemaPane-query nt-ellipsis" title={query.sql} onClick={() => onSaved(query)}>
              {query.name}
            </button>
            <button
              className="nt-IconButton"
              title={trans.__('Take it off the list')}
              aria-label={trans.__('Remove %1', query.name)}
              onClick={() => onRemove(query.name)}
            >
              <closeIcon.react tag="span" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
