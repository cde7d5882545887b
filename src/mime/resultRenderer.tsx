import type { IRenderMime } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { OrText } from './orText';
import { plainText } from './plainText';
import { readResult, type IKeptResult } from './resultPayload';
import { ResultCard, type IResultActions } from './resultCard';

/**
 * Shows an answer that a notebook kept as a table with a chart of it.
 *
 * #### Notes
 * It asks nobody: a notebook shows its answers without a companion. What cannot
 * be read as an answer is shown as the plain text beside it.
 */
export class ResultRenderer extends ReactWidget implements IRenderMime.IRenderer {
  constructor(private readonly _options: ResultRenderer.IOptions) {
    super();
    this.addClass('nt-Root');
    this.addClass('nt-RunRenderer');
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this._kept = readResult(model.data[this._options.mimeType]);
    this._text = plainText(model, this._options.trans.__('An answer that cannot be shown'));
    this.update();
    await this.renderPromise;
  }

  protected render(): JSX.Element {
    const { actions, trans } = this._options;
    return (
      <OrText text={this._text}>
        {this._kept && <ResultCard kept={this._kept} actions={actions} trans={trans} />}
      </OrText>
    );
  }

  private _kept: IKeptResult | null = null;
  private _text = '';
}

export namespace ResultRenderer {
  export interface IOptions {
    mimeType: string;
    actions: IResultActions;
    trans: TranslationBundle;
  }
}
