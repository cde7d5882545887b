import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { Panel, type SplitPanel } from '@lumino/widgets';

import type { IConnector } from '../../companion/connector';
import type { IResult } from '../../companion/wire';
import { ResultGrid } from '../../result/resultGrid';
import { split } from '../panel/panes';
import type { IOutcome, Question } from '../panel/question';
import { StarterList } from '../saved/starterList';
import type { IStarter } from '../saved/starters';
import { AnswerBar } from './answerBar';
import { AnswerExport } from './answerExport';
import { AnswerFinder } from './answerFinder';
import { ChartPane } from './chartPane';
import { runsIn } from './runsIn';

/** The answer to a question: a bar of what can be done with it, the rows and a chart of them; before, what to start with. */
export class AnswerPane extends Panel {
  constructor(private readonly _options: AnswerPane.IOptions) {
    super();
    this.addClass('nt-SqlTab-answer');
    const { connector, question, name, csvIsExact, trans } = _options;
    this._grid = new ResultGrid(trans);
    this._chart = new ChartPane(name, trans);
    this._finder = new AnswerFinder(found => this._grid.narrow(found));
    this._exporter = new AnswerExport(connector, question, name, trans, csvIsExact);
    this._starters = new StarterList(_options.onStarter, trans);
    this.body = split('nt-SqlTab-body', 'horizontal', this._grid, this._chart);
    this.body.hide();
    this.addWidget(
      new AnswerBar({
        question,
        finder: this._finder,
        exporter: this._exporter,
        runsChanged: this._runsChanged,
        runs: () => this._runs,
        onMore: limit => question.asked && void question.ask(question.asked, limit),
        onRuns: _options.onRuns,
        trans
      })
    );
    this.addWidget(this._starters);
    this.addWidget(this.body);

    question.changed.connect(this._onQuestion, this);
    question.ended.connect(this._onEnded, this);
    question.renewed.connect(this._onRenewed, this);
    this._grid.selectionChanged.connect(() => this._runsChanged.emit());
    this._grid.opened.connect((_, row) => this._openRow(row));
    this._chart.picked.connect((_, row) => this._grid.select(row));
    this._chart.choiceChanged.connect(() => this._showBars());
  }

  /** The grid beside its chart. */
  readonly body: SplitPanel;

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._finder.dispose();
    this._exporter.dispose();
    Signal.clearData(this);
    super.dispose();
  }

  private _onQuestion({ running, error }: Question): void {
    if (running || error) {
      this._starters.hide();
    }
  }

  private _onEnded(_: Question, { sql, result }: IOutcome): void {
    if (!result) {
      return;
    }
    this.body.show();
    this._grid.result = result;
    this._show(result, sql === this._shownSql);
    this._shownSql = sql;
  }

  private _onRenewed(_: Question, result: IResult): void {
    this._grid.renew(result);
    this._show(result, true);
  }

  /** What goes with the rows; the words that are searched for stay where the question is the same. */
  private _show(result: IResult, isSameQuestion: boolean): void {
    this._chart.result = result;
    this._finder.setResult(result, isSameQuestion);
    this._runsChanged.emit();
  }

  private _showBars(): void {
    const { choice } = this._chart;
    this._grid.barColumns = choice && choice.kind !== 'histogram' ? [choice.y] : [];
  }

  /** Runs of the selected rows where more than one is selected, else of all. */
  private get _runs(): string[] {
    const { result } = this._options.question;
    return result ? runsIn(result, this._grid.selectsRows ? () => this._grid.selectedRows : null) : [];
  }

  private _openRow(row: number): void {
    const { result } = this._options.question;
    const runIds = result && row >= 0 ? runsIn(result, () => [row]) : [];
    if (runIds.length) {
      this._options.onRuns(runIds);
    }
  }

  private readonly _grid: ResultGrid;
  private readonly _chart: ChartPane;
  private readonly _finder: AnswerFinder;
  private readonly _exporter: AnswerExport;
  private readonly _starters: StarterList;
  private readonly _runsChanged = new Signal<this, void>(this);
  /** The question whose rows the grid shows. */
  private _shownSql = '';
}

export namespace AnswerPane {
  export interface IOptions {
    connector: IConnector;
    question: Question;
    /** What files and pictures of the answer are called. */
    name: () => string;
    /** Opens one run, or compares several. */
    onRuns: (runIds: string[]) => void;
    onStarter: (starter: IStarter) => void;
    /** Whether text in CSV files is left as it is, formulas too. */
    csvIsExact?: () => boolean;
    trans: TranslationBundle;
  }
}
