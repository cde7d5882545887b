import type { TranslationBundle } from '@jupyterlab/translation';
import { refreshIcon, ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import React from 'react';

import { SavedList } from '../saved/savedList';
import type { Schema } from './schema';
import { SchemaTree } from './schemaTree';
import type { ISavedQuery, QueryLibrary } from '../saved/queryLibrary';

export interface ISchemaPaneOptions {
  schema: Schema;
  library: QueryLibrary;
  onView: (name: string) => void;
  onColumn: (name: string) => void;
  /** A saved question is to be asked, described anew, or taken off the list. */
  onOpen: (query: ISavedQuery) => void;
  onEdit: (query: ISavedQuery) => void;
  onRemove: (query: ISavedQuery) => void;
  trans: TranslationBundle;
}

/** The left side of the panel: what can be asked, and what was kept. */
export class SchemaPane extends ReactWidget {
  constructor(private readonly _options: ISchemaPaneOptions) {
    super();
    this.addClass('nt-SchemaPane');
  }

  protected render(): JSX.Element {
    const { schema, library, onView, onColumn, onOpen, onEdit, onRemove, trans } = this._options;
    return (
      <>
        <div className="nt-SchemaPane-head">
          <h4>{trans.__('Tables')}</h4>
          <button
            type="button"
            className="nt-IconButton"
            title={trans.__('Reload tables, metrics and parameters')}
            aria-label={trans.__('Refresh')}
            onClick={() => void schema.refresh()}
          >
            <refreshIcon.react tag="span" />
          </button>
        </div>
        <UseSignal signal={schema.changed}>
          {() => <SchemaTree views={schema.views} onView={onView} onColumn={onColumn} trans={trans} />}
        </UseSignal>
        <UseSignal signal={schema.changed}>
          {() => (
            <UseSignal signal={library.changed}>
              {() =>
                library.saved.length > 0 && (
                  <SavedList
                    saved={library.saved}
                    projects={schema.projects}
                    onOpen={onOpen}
                    onEdit={onEdit}
                    onRemove={onRemove}
                    trans={trans}
                  />
                )
              }
            </UseSignal>
          )}
        </UseSignal>
      </>
    );
  }
}
