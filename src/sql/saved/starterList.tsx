import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { STARTERS, type IStarter } from './starters';

const TOPICS = [...new Set(STARTERS.map(({ topic }) => topic))];

/** What stands where no answer is yet: questions to begin with. */
export class StarterList extends ReactWidget {
  constructor(
    private readonly _onPick: (starter: IStarter) => void,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('nt-StarterList');
  }

  protected render(): JSX.Element {
    return (
      <>
        <h4>{this._trans.__('Questions to start with')}</h4>
        {TOPICS.map(topic => (
          <section key={topic}>
            <h5>{this._trans.__(topic)}</h5>
            <ul>
              {STARTERS.filter(starter => starter.topic === topic).map(starter => (
                <li key={starter.title}>
                  <button type="button" onClick={() => this._onPick(starter)}>
                    <strong>{this._trans.__(starter.title)}</strong>
                    <span className="nt-muted">{this._trans.__(starter.description)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </>
    );
  }
}
