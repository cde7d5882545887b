/**
 * What rows of a list are called where their names begin alike: by the parameters
 * that differ.
 *
 * Invariants
 * - A name is never cut in its middle: the shared beginning is said once, and a row
 *   shows what differs, or the rest of its name where its parameters do not tell it
 *   from another row.
 * - What was shown stays until the parameters of other rows are there.
 */
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import type { IConnector } from '../companion/connector';
import type { Cell } from '../companion/wire';
import { commonBeginning } from './commonName';
import { numberOf, rowsOf } from './rows';
import { literals } from './sql';

const SHOWN = 3;
const LONGEST = 24;
/** Parameters that tell repetitions apart and come last. */
const REPETITION = /(?:^|[._/])(?:seed|random_state|fold|repeat|trial)$/i;

interface INamed {
  run_id: string;
  name: string;
  updated_at: string | null;
}

interface IParam {
  [column: string]: Cell;
  run_id: string;
  key: string;
  value: string;
  number: Cell;
}

/** Values of a run's parameters as text. */
type Params = ReadonlyMap<string, string>;

export class RowNames implements IDisposable {
  constructor(private readonly _connector: IConnector) {}

  readonly changed = new Signal<this, void>(this);

  /** The beginning that is said once for all rows; null when each has its own name. */
  shared: string | null = null;
  isDisposed = false;

  /** What a row shows. */
  label({ run_id, name }: Pick<INamed, 'run_id' | 'name'>): string {
    return this._labels.get(run_id) ?? name;
  }

  /** Look at other rows. */
  async follow(rows: readonly INamed[]): Promise<void> {
    const key = rows.map(({ run_id, name, updated_at }) => `${run_id} ${name} ${updated_at}`).join('\n');
    if (key === this._key) {
      return;
    }
    this._key = key;
    const shared = commonBeginning(rows.map(({ name }) => name));
    const alike = shared === null ? [] : rows.filter(({ name }) => name.startsWith(shared));
    try {
      const params = alike.length ? await this._read(alike.map(({ run_id }) => run_id)) : new Map<string, Params>();
      if (key === this._key && !this.isDisposed) {
        this.shared = shared;
        this._labels = shared === null ? new Map() : labels(alike, params, shared);
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

  private async _read(ids: readonly string[]): Promise<Map<string, Map<string, string>>> {
    const sql = `SELECT run_id, key, value, number
FROM params WHERE run_id IN ${literals(ids)} AND type <> 'json' AND length(value) <= ${LONGEST}
ORDER BY key`;
    const found = new Map<string, Map<string, string>>();
    for (const { run_id, key, value, number } of rowsOf<IParam>(
      await this._connector.request({ type: 'query', sql })
    )) {
      const plain = numberOf(number);
      const text = plain === null ? value : String(Number(plain.toPrecision(4)));
      found.set(run_id, (found.get(run_id) ?? new Map()).set(key, text));
    }
    return found;
  }

  private _key = '';
  private _labels = new Map<string, string>();
}

/** What tells each of these runs from the others, by id. */
export function labels(
  runs: readonly Pick<INamed, 'run_id' | 'name'>[],
  params: ReadonlyMap<string, Params>,
  shared: string
): Map<string, string> {
  const keys = differing(runs.map(({ run_id }) => params.get(run_id) ?? new Map<string, string>()));
  const byParams = new Map(
    runs.map(({ run_id }) => [
      run_id,
      keys.flatMap(key => params.get(run_id)?.get(key)?.replace(/^/, `${lastPart(key)} `) ?? []).join(' · ')
    ])
  );
  const counts = new Map<string, number>();
  byParams.forEach(text => counts.set(text, (counts.get(text) ?? 0) + 1));
  return new Map(
    runs.map(({ run_id, name }) => {
      const text = byParams.get(run_id) ?? '';
      const tells = text !== '' && counts.get(text) === 1;
      return [run_id, tells ? text : name.slice(shared.length) || name];
    })
  );
}

/** The parameters that differ: of few values first, since they are what was tried; repetitions last. */
function differing(all: readonly Params[]): string[] {
  const values = new Map<string, Set<string>>();
  for (const params of all) {
    for (const [key, value] of params) {
      values.set(key, (values.get(key) ?? new Set()).add(value));
    }
  }
  const missing = (key: string): boolean => all.some(params => !params.has(key));
  const differ = [...values].filter(([key, found]) => found.size > 1 || missing(key)).map(([key]) => key);
  const rank = (key: string): number => (REPETITION.test(key) ? 1 : 0);
  differ.sort((a, b) => rank(a) - rank(b) || (values.get(b)?.size ?? 0) - (values.get(a)?.size ?? 0) || (a < b ? -1 : 1));
  const last = differ.filter(key => rank(key) === 1).slice(0, 1);
  return [...differ.filter(key => rank(key) === 0).slice(0, SHOWN - last.length), ...last];
}

const lastPart = (key: string): string => key.split(/[./]/).pop() || key;
