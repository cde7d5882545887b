import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { Signal, type ISignal } from '@lumino/signaling';
import React from 'react';

import type { IResult } from '../../companion/wire';
import { guessChart, type IChartChoice } from '../../result/chart/chartGuess';
import { QuickChart } from '../../result/chart/quickChart';

/** The chart beside the answer; a choice lasts as long as the columns do. */
export class ChartPane extends ReactWidget {
  /** `name` gives a saved picture its file name. */
  constructor(
    private readonly _name: () => string,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('nt-ChartPane');
    this.hide();
  }

  /** Emitted with a row of the result whose point was chosen. */
  get picked(): ISignal<this, number> {
    return this._picked;
  }

  /** Emitted when something else is shown. */
  get choiceChanged(): ISignal<this, void> {
    return this._choiceChanged;
  }

  get choice(): IChartChoice | null {
    return this._choice;
  }

  set result(result: IResult) {
    const names = result.columns.map(({ name, type }) => `${name} ${type}`).join();
    if (names !== this._names || !this._chosen) {
      this._choice = guessChart(result);
      this._chosen = false;
    }
    this._names = names;
    this._result = result;
    this.setHidden(this._choice === null || result.row_count < 2);
    this.update();
    this._choiceChanged.emit();
  }

  dispose(): void {
    Signal.clearData(this);
    super.dispose();
  }

  protected render(): JSX.Element | null {
    return (
      this._result && (
        <QuickChart
          result={this._result}
          choice={this._choice}
          onChoice={choice => {
            this._choice = choice;
            this._chosen = true;
            this.update();
            this._choiceChanged.emit();
          }}
          onPick={row => this._picked.emit(row)}
          name={this._name()}
          trans={this._trans}
        />
      )
    );
  }

  private _result: IResult | null = null;
  private _choice: IChartChoice | null = null;
  private _names = '';
  /** Whether the reader has chosen. */
  private _chosen = false;
  private readonly _picked = new Signal<this, number>(this);
  private readonly _choiceChanged = new Signal<this, void>(this);
}
