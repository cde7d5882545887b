import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { IRenderMime } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { ITrail } from '../companion/tokens';
import { OrText } from './orText';
import { readSnapshot } from './payload';
import { plainText } from './plainText';
import { RunCard, type ICardActions } from './runCard';
import { RunFeed } from './runFeed';

/**
 * Shows a run's snapshot as a card that comes alive through the companion.
 *
 * #### Notes
 * What cannot be read as a run is shown as the plain text beside it. All words
 * of the user's become text nodes.
 */
export class RunRenderer extends ReactWidget implements IRenderMime.IRenderer {
  constructor(private readonly _options: RunRenderer.IOptions) {
    super();
    this.addClass('nt-Root');
    this.addClass('nt-RunRenderer');
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const snapshot = readSnapshot(model.data[this._options.mimeType]);
    if (this._feed && snapshot?.runId === this._feed.data.runId) {
      return;
    }
    this._feed?.dispose();
    this._feed = snapshot && new RunFeed(this._options.trail.connector, snapshot);
    this._text = plainText(model, this._options.trans.__('A run that cannot be shown'));
    this.update();
    await this.renderPromise;
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._feed?.dispose();
    this._feed = null;
    super.dispose();
  }

  protected render(): JSX.Element {
    const feed = this._feed;
    const { trail, actions, trans } = this._options;
    if (!feed) {
      return <OrText text={this._text}>{null}</OrText>;
    }
    const card = (): JSX.Element => (
      <UseSignal signal={trail.colours.changed}>
        {() => (
          <RunCard
            feed={feed}
            off={trail.connector.state === 'off'}
            colours={trail.colours}
            actions={actions}
            trans={trans}
          />
        )}
      </UseSignal>
    );
    return (
      <OrText text={this._text}>
        <UseSignal key={feed.data.runId} signal={feed.changed}>
          {card}
        </UseSignal>
      </OrText>
    );
  }

  private _feed: RunFeed | null = null;
  private _text = '';
}

export namespace RunRenderer {
  export interface IOptions {
    mimeType: string;
    trail: ITrail;
    actions: ICardActions;
    trans: TranslationBundle;
  }
}
