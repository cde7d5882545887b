import type { TranslationBundle } from '@jupyterlab/translation';
import { deleteIcon, editIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { ISavedQuery } from './queryLibrary';

export interface ISavedListProps {
  saved: readonly ISavedQuery[];
  /** The store's projects, in the order of the groups. */
  projects: readonly string[];
  onOpen: (query: ISavedQuery) => void;
  onEdit: (query: ISavedQuery) => void;
  onRemove: (query: ISavedQuery) => void;
  trans: TranslationBundle;
}

/** What was kept: first what belongs to a project, then what is for all of them. */
export function SavedList({ saved, projects, trans, ...actions }: ISavedListProps): JSX.Element {
  const place = ({ project = '' }: ISavedQuery): number => {
    const index = projects.indexOf(project);
    return project ? (index < 0 ? projects.length : index) : Infinity;
  };
  const names = [...new Set([...saved].sort((a, b) => place(a) - place(b)).map(({ project = '' }) => project))];
  return (
    <section className="nt-SavedList" aria-label={trans.__('Saved questions')}>
      <h4>{trans.__('Saved')}</h4>
      {names.map(project => {
        const title = project || trans.__('Every project');
        return (
          <section key={project} aria-label={title}>
            {(names.length > 1 || project) && (
              <h5 className="nt-ellipsis" title={title}>
                {title}
              </h5>
            )}
            <ul>
              {saved
                .filter(query => (query.project ?? '') === project)
                .map(query => (
                  <Saved key={query.name} query={query} trans={trans} {...actions} />
                ))}
            </ul>
          </section>
        );
      })}
    </section>
  );
}

interface ISavedProps extends Pick<ISavedListProps, 'onOpen' | 'onEdit' | 'onRemove' | 'trans'> {
  query: ISavedQuery;
}

function Saved({ query, onOpen, onEdit, onRemove, trans }: ISavedProps): JSX.Element {
  const { name, description, sql } = query;
  return (
    <li>
      <button
        type="button"
        className="nt-SavedList-query"
        title={description ? `${description}\n\n${sql}` : sql}
        onClick={() => onOpen(query)}
      >
        <span className="nt-ellipsis">{name}</span>
        {description && <small className="nt-ellipsis nt-muted">{description}</small>}
      </button>
      <button
        type="button"
        className="nt-IconButton"
        title={trans.__('Name, description and project')}
        aria-label={trans.__('Edit %1', name)}
        onClick={() => onEdit(query)}
      >
        <editIcon.react tag="span" />
      </button>
      <button
        type="button"
        className="nt-IconButton"
        title={trans.__('Remove it from the list')}
        aria-label={trans.__('Remove %1', name)}
        onClick={() => onRemove(query)}
      >
        <deleteIcon.react tag="span" />
      </button>
    </li>
  );
}
