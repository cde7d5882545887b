/**
 * Colours of runs: twenty-four. The first twelve are told apart by every kind of
 * sight at an OKLab distance (×100) of 5.9 in light and 8.3 in dark themes, all of
 * them at 5 (normal, protan, deutan and tritan vision; 3:1 on white, 3.9:1 on #212121).
 *
 * Invariants
 * - A run's own colour is its place among the runs of its project, in the order in
 *   which they began. That is in the store: every page, window and restart has the same.
 * - In a view no two runs have the same colour ({@link Colours.within}): where two
 *   want one, the later run takes the next that is free, and where there are more
 *   runs than colours, those that were chosen and then the first have one.
 * - Lines are never dashed to distinguish runs: a dashed line is the baseline.
 */
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import type { IConnector } from '../companion/connector';
import type { Cell } from '../companion/wire';
import type { IColours } from '../companion/tokens';
import { numberOf, rowsOf } from '../companion/rows';
import { LiveQuery } from '../companion/liveQuery';

export const LIGHT = [
  '#0b47e5',
  '#d43d0c',
  '#01a2b8',
  '#6b123a',
  '#a29602',
  '#250084',
  '#ec5f91',
  '#364980',
  '#614300',
  '#617700',
  '#ce64fd',
  '#8a5f4e',
  '#a800b4',
  '#60906c',
  '#9c60cc',
  '#902454',
  '#c03c90',
  '#54189c',
  '#a80030',
  '#cc30fc',
  '#0018d8',
  '#24786c',
  '#849c60',
  '#e460d8'
] as const;

export const DARK = [
  '#32a7ff',
  '#ff9a0f',
  '#75f8f3',
  '#cb558c',
  '#937f00',
  '#a8c2ff',
  '#f6b996',
  '#268ebd',
  '#fcec00',
  '#c4ffaa',
  '#ff485d',
  '#8569ea',
  '#cc9cc0',
  '#78a890',
  '#ccd848',
  '#48e4c0',
  '#f048c0',
  '#9cc060',
  '#fc60fc',
  '#849060',
  '#cc9000',
  '#a8f084',
  '#309cd8',
  '#f0fc78'
] as const;

/** What a run has whose place is not known yet, or that found no colour in a crowded view. */
export const NEUTRAL = 'var(--nt-ink)';

export class Colours implements IColours, IDisposable {
  constructor(
    connector: IConnector,
    private readonly _isLight: () => boolean
  ) {
    this._found = new LiveQuery(connector, answer => rowsOf<IPlace>(answer));
    this._found.changed.connect(this._onPlaces, this);
  }

  readonly changed = new Signal<this, void>(this);

  get isDisposed(): boolean {
    return this._found.isDisposed;
  }

  colour(id: string): string {
    return this.within([id]).get(id) ?? NEUTRAL;
  }

  within(ids: readonly string[], chosen: readonly string[] = []): Map<string, string> {
    const palette: readonly string[] = this._isLight() ? LIGHT : DARK;
    const all = new Set(ids);
    const first = new Set([...chosen.filter(id => all.has(id)), ...all]);
    const coloured = [...first].slice(0, palette.length).flatMap(id => {
      const place = this._place(id);
      return place === undefined ? [] : [{ id, place }];
    });
    coloured.sort((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1));
    const taken = new Set<number>();
    const colours = new Map([...all].map(id => [id, NEUTRAL]));
    for (const { id, place } of coloured) {
      let slot = place % palette.length;
      while (taken.has(slot)) {
        slot = (slot + 1) % palette.length;
      }
      taken.add(slot);
      colours.set(id, palette[slot] ?? NEUTRAL);
    }
    return colours;
  }

  dispose(): void {
    this._found.dispose();
    Signal.clearData(this);
  }

  private _place(id: string): number | undefined {
    const place = this._places.get(id);
    if (place === undefined && !this._wanted.has(id)) {
      this._wanted.add(id);
      this._ask();
    }
    return place;
  }

  /** Places of the runs that are wanted and have none yet, once this turn has told all of them. */
  private _ask(): void {
    this._asking ??= Promise.resolve().then(() => {
      this._asking = null;
      this._found.ask(this._wanted.size === 0 ? null : { sql: PLACES, params: { runs: [...this._wanted] } });
    });
  }

  private _onPlaces({ value = [] }: LiveQuery<IPlace[]>): void {
    const fresh = value.filter(({ run_id }) => this._wanted.delete(run_id));
    if (fresh.length > 0) {
      fresh.forEach(({ run_id, place }) => this._places.set(run_id, numberOf(place) ?? 0));
      this._ask();
      this.changed.emit();
    }
  }

  private readonly _found: LiveQuery<IPlace[]>;
  private _asking: Promise<void> | null = null;
  private readonly _places = new Map<string, number>();
  private readonly _wanted = new Set<string>();
}

interface IPlace {
  [column: string]: Cell;
  run_id: string;
  place: Cell;
}

const PLACES = `SELECT run_id, place
FROM (SELECT run_id, row_number() OVER (PARTITION BY project ORDER BY started_at, run_id) - 1 AS place
  FROM runs WHERE project IN (SELECT project FROM runs WHERE list_contains($runs, run_id)))
WHERE list_contains($runs, run_id)`;
