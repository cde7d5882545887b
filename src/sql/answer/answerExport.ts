import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';

import type { IConnector } from '../../companion/connector';
import { CompanionError } from '../../companion/error';
import type { IResult } from '../../companion/wire';
import { fileName, fileOf, toCsv, toJson, toMarkdown } from '../../result/exports';
import type { Question } from '../panel/question';
import { saveFile } from '../../result/saveFile';
import { notifyError, notifyWarning } from '../../ui/notice';

export type ExportKind = 'csv' | 'json' | 'parquet' | 'markdown';

/** Most rows of a file that is made here. */
const MAX_ROWS = 1_000_000;
const PARQUET = 'application/vnd.apache.parquet';

/**
 * Takes a question's answer out of the panel.
 *
 * #### Notes
 * CSV, JSON and Markdown are made of the rows that are shown; when these are
 * only the first ones, CSV and JSON ask again for all. Parquet is made by the companion.
 */
export class AnswerExport {
  constructor(
    private readonly _connector: IConnector,
    private readonly _question: Question,
    private readonly _name: () => string,
    private readonly _trans: TranslationBundle,
    private readonly _csvIsExact: () => boolean = () => false
  ) {}

  /** Whether a file is being made. */
  get busy(): boolean {
    return this._abort !== null;
  }

  /** Emitted when it begins and when it ends. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Makes one file at a time; resolves when it is saved; a failure is reported. */
  async export(kind: ExportKind): Promise<void> {
    const { result, asked } = this._question;
    if (!result || !asked || this.busy) {
      return;
    }
    const abort = new AbortController();
    this._abort = abort;
    this._changed.emit();
    try {
      if (kind === 'markdown') {
        Clipboard.copyToSystem(toMarkdown(result));
      } else {
        const file = await this._file(kind, result, asked.sql, abort.signal);
        saveFile(fileName(this._name(), kind), file);
      }
    } catch (reason) {
      if (!abort.signal.aborted) {
        notifyError(this._trans.__('The answer could not be exported. %1', words(reason)));
      }
    } finally {
      this._abort = null;
      this._changed.emit();
    }
  }

  dispose(): void {
    this._abort?.abort();
    Signal.clearData(this);
  }

  private async _file(
    kind: Exclude<ExportKind, 'markdown'>,
    shown: IResult,
    sql: string,
    signal: AbortSignal
  ): Promise<Blob> {
    if (kind === 'parquet') {
      return this._connector.file({ type: 'query', sql }, PARQUET, signal);
    }
    const result = shown.truncated
      ? await this._connector.request({ type: 'query', sql, limit: MAX_ROWS }, signal)
      : shown;
    if (result.truncated) {
      notifyWarning(
        this._trans.__('The file holds the first %1 rows; Parquet holds all.', MAX_ROWS.toLocaleString('en-US'))
      );
    }
    return kind === 'csv'
      ? fileOf(toCsv(result, this._csvIsExact()), 'text/csv;charset=utf-8')
      : fileOf(toJson(result), 'application/json');
  }

  private _abort: AbortController | null = null;
  private readonly _changed = new Signal<this, void>(this);
}

function words(reason: unknown): string {
  const { message, hint = '' } = CompanionError.bodyOf(reason);
  return `${message} ${hint}`.trim();
}
