/**
 * What rows of a list are called where their names begin alike: by the parameters
 * that differ.
 *
 * Invariants
 * - A name is never cut in its middle: the beginning that most share is shown once, and a
 *   row shows what differs, or the rest of its name where its parameters do not distinguish it
 *   from another row.
 * - What was shown stays until the parameters of other rows are there.
 */
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import type { IConnector } from '../companion/connector';
import type { Cell } from '../companion/wire';
import { commonBeginning } from './commonName';
import { paramTexts } from './paramTexts';
import { alikeRuns, rowLabels, type INamed, type Label, type Params } from './rowLabel';
import { rowsOf } from '../companion/rows';
import { literals } from '../companion/sql';

const MAX_VALUE_LENGTH = 24;

interface IFollowed extends INamed {
  updated_at: string | null;
}

interface IParam {
  [column: string]: Cell;
  run_id: string;
  key: string;
  value: string;
  number: Cell;
}

export class RowNames implements IDisposable {
  constructor(private readonly _connector: IConnector) {}

  readonly changed = new Signal<this, void>(this);

  /** The beginning that is shown once for all rows; null when each has its own name. */
  shared: string | null = null;
  isDisposed = false;

  /** What a row shows instead of its name; null when it shows its name. */
  label({ run_id }: Pick<INamed, 'run_id'>): Label | null {
    return this._labels.get(run_id) ?? null;
  }

  /** Look at other rows. */
  async follow(rows: readonly IFollowed[]): Promise<void> {
    const key = rows.map(({ run_id, name, updated_at }) => `${run_id} ${name} ${updated_at}`).join('\n');
    if (key === this._key) {
      return;
    }
    this._key = key;
    const shared = commonBeginning(rows.map(({ name }) => name));
    const alike = alikeRuns(rows, shared).flatMap(({ runs }) => runs);
    try {
      const params = alike.length ? await this._read(alike.map(({ run_id }) => run_id)) : new Map<string, Params>();
      if (key === this._key && !this.isDisposed) {
        this.shared = shared;
        this._labels = rowLabels(rows, params, shared);
        this.changed.emit();
      }
    } catch {
      // Asked again with the next rows; until then the names are what they were.
      this._key = '';
    }
  }

  dispose(): void {
    this.isDisposed = true;
    Signal.clearData(this);
  }

  private async _read(ids: readonly string[]): Promise<Map<string, Params>> {
    const sql = `SELECT run_id, key, value, number
FROM params WHERE run_id IN ${literals(ids)} AND length(value) <= ${MAX_VALUE_LENGTH}
ORDER BY key`;
    return paramTexts(rowsOf<IParam>(await this._connector.request({ type: 'query', sql })));
  }

  private _key = '';
  private _labels = new Map<string, Label>();
}
