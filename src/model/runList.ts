/**
 * The live list of runs behind the sidebar.
 *
 * Invariants
 * - Old rows stay until their successors are there; an error keeps them too.
 * - While {@link RunList.frozen}, rows keep their places: values change where
 *   they are, and runs that began since are counted in `waiting`.
 * - Only pages that are looked at are asked for, at most four times a second.
 */
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import type { IConnector } from '../companion/connector';
import { CompanionError } from '../companion/error';
import type { Cell, IChangedPush } from '../companion/wire';
import { Refresher } from './refresher';
import { putBesideBaseline, putEnds } from './besideBaseline';
import { goalOf } from '../core/metricKind';
import { rowsOf } from '../companion/rows';
import {
  baselineSql,
  pageSql,
  plainSql,
  rankingSql,
  rowsSql,
  unfilteredSql,
  waitingSql,
  type IChoice
} from './runListSql';
import type { IRunRow } from './runRow';
import { courses, type Course } from './sparkline';
import { readUnknownNames, unknownNamesSql, type IUnknownName } from './unknownNames';

const PAGE = 60;
const CONCERNED = new Set(['runs', 'metrics', 'metric_summary', 'projects', 'tags']);

export const INITIAL: IChoice = {
  project: null,
  experiment: null,
  scope: 'all',
  notebook: null,
  filter: '',
  archived: false,
  sort: 'newest',
  metric: null,
  ranking: null
};

export class RunList implements IDisposable {
  /** @param root - the server's root folder, for telling notebooks apart. */
  constructor(
    private readonly _connector: IConnector,
    private readonly _root: string
  ) {
    _connector.changed.connect(this._onChanged, this);
  }

  readonly changed = new Signal<this, void>(this);
  readonly refresher = new Refresher(() => this._refresh());

  choice: IChoice = INITIAL;
  /** What kept the last refresh from succeeding. */
  error: CompanionError | null = null;
  /** What is wrong with the filter's text, which then is not applied. */
  filterError: CompanionError | null = null;
  /** True until the first answer. */
  loading = true;
  /** Number of rows, the baseline not counted. */
  total = 0;
  /** Number of runs without the filter, the baseline among them; null when there is no filter. */
  unfiltered: number | null = null;
  /** Where nothing matches: names in the filter that no run has. */
  unknown: IUnknownName[] = [];
  baseline: IRunRow | null = null;
  /** Runs that began since the list was frozen. */
  waiting = 0;
  /** When the shown values were read. */
  asOf: Date | null = null;

  get isDisposed(): boolean {
    return this.refresher.isDisposed;
  }

  /** Number of runs that the list is of: the baseline counts where it is one of them. */
  get count(): number {
    return this.total + (this.baseline?.listed === true ? 1 : 0);
  }

  /** The SQL condition that the filter became. */
  get where(): string {
    return this._where;
  }

  /** The list as a question to copy. */
  get sql(): string {
    return plainSql(this.choice, this._root, this._where);
  }

  row(index: number): IRunRow | undefined {
    return this._rows.get(index);
  }

  /** The rows that are known, in their order. */
  get rows(): IRunRow[] {
    return [...this._rows].sort(([a], [b]) => a - b).map(([, row]) => row);
  }

  /** The metric that the list is about: the chosen one, the one that ranks it, else what most rows show. */
  get metric(): string | null {
    const { metric, sort, ranking } = this.choice;
    const counts = new Map<string, number>();
    this.rows.forEach(row => row.metric !== null && counts.set(row.metric, (counts.get(row.metric) ?? 0) + 1));
    const [most] = [...counts].sort((a, b) => b[1] - a[1]);
    return metric ?? (sort === 'best' ? (ranking?.metric ?? null) : (most?.[0] ?? this.baseline?.metric ?? null));
  }

  /** Of the metric that the row shows. */
  course({ run_id, metric }: Pick<IRunRow, 'run_id' | 'metric'>): Course | undefined {
    const known = this._courses.get(run_id);
    return known?.metric === metric ? known.course : undefined;
  }

  /** Change what is shown. */
  choose(change: Partial<IChoice>): void {
    const before = this.choice;
    if (Object.keys(change).some(key => before[key as keyof IChoice] !== change[key as keyof IChoice])) {
      this.choice = { ...before, ...change };
      this._fresh = true;
      this._until = null;
      this.waiting = 0;
      this.unknown = [];
      this.refresher.request();
      this.changed.emit();
    }
  }

  /** Tell which rows are looked at. */
  show(first: number, last: number): void {
    this._window = [first, last];
    if (this._pages().some(page => !this._rows.has(page * PAGE) && page * PAGE < this.total)) {
      this.refresher.request();
    }
  }

  /** False from a change of what is shown until its rows are there. */
  get settled(): boolean {
    return !this._fresh;
  }

  get frozen(): boolean {
    return this._until !== null;
  }
  set frozen(frozen: boolean) {
    if (frozen === this.frozen) {
      return;
    }
    this._until = frozen ? this._newest : null;
    if (!frozen) {
      this.waiting = 0;
      this.refresher.request();
    }
  }

  /** Let the waiting runs in and stay frozen after them. */
  admit(): void {
    this.waiting = 0;
    this._until = null;
    this._fresh = true;
    this.refresher.request();
  }

  dispose(): void {
    this._connector.changed.disconnect(this._onChanged, this);
    this.refresher.dispose();
    Signal.clearData(this);
  }

  private _onChanged(_: IConnector, push: IChangedPush): void {
    if (push.views.some(view => CONCERNED.has(view))) {
      this.refresher.request();
    }
  }

  private async _refresh(): Promise<void> {
    let choice = this.choice;
    try {
      await this._compileFilter(choice);
      choice = await this._rank(choice);
      if (this._until !== null && !this._fresh) {
        await this._updateInPlace(choice, this._until);
      }
      const [pinned = [], isAnew] = await Promise.all([
        choice.project === null ? undefined : this._ask(baselineSql(choice, this._root, this._where)),
        this._readPages(choice)
      ]);
      if (choice !== this.choice) {
        return;
      }
      this.baseline = pinned[0] ?? null;
      const rows = [...this._rows.values(), ...(this.baseline ? [this.baseline] : [])];
      const known = choice.project === null || this.baseline !== null;
      const isRanked = choice.sort === 'best' && choice.ranking !== null;
      await Promise.all([
        putBesideBaseline(this._connector, rows, { known, isRanked }),
        putEnds(this._connector, rows)
      ]);
      this.error = null;
      this.asOf = new Date();
      this.loading = false;
      this.changed.emit();
      await Promise.all([this._readCourses(), isAnew && this._countUnfiltered(choice), this._findUnknown(choice)]);
    } catch (error) {
      this.error = error instanceof CompanionError ? error : CompanionError.unreachable();
    }
    this.changed.emit();
  }

  /** Settle what the best first are ranked by; only while their order may change. */
  private async _rank(choice: IChoice): Promise<IChoice> {
    if (choice.sort !== 'best' || (this.frozen && !this._fresh)) {
      return choice;
    }
    const found = await this._connector.request({ type: 'query', sql: rankingSql(choice, this._root) });
    const [row] = rowsOf<{ metric: string; goal: Cell }>(found);
    const ranking = row ? { metric: row.metric, goal: goalOf(row.goal) } : null;
    const same = ranking?.metric === choice.ranking?.metric && ranking?.goal === choice.ranking?.goal;
    if (same || choice !== this.choice) {
      return choice;
    }
    this.choice = { ...choice, ranking };
    return this.choice;
  }

  private async _compileFilter({ filter }: IChoice): Promise<void> {
    if (filter === this._compiled) {
      return;
    }
    try {
      const { where, names } = await this._connector.request({ type: 'filter', text: filter });
      this._where = where;
      this._names = names;
      this.filterError = null;
    } catch (error) {
      if (!(error instanceof CompanionError) || !error.code.startsWith('NT3')) {
        throw error;
      }
      this.filterError = error;
    }
    this._compiled = filter;
  }

  /** New values for the rows that are looked at, without moving any. */
  private async _updateInPlace(choice: IChoice, until: string): Promise<void> {
    const [first, last] = this._window;
    const seen = [...this._rows].filter(([index]) => index >= first && index <= last);
    const rows = await this._ask(
      rowsSql(
        choice,
        seen.map(([, row]) => row.run_id)
      )
    );
    const fresh = new Map(rows.map(row => [row.run_id, row]));
    for (const [index, row] of seen) {
      this._rows.set(index, fresh.get(row.run_id) ?? row);
    }
    const waiting = await this._count(waitingSql(choice, this._root, this._where, until));
    if (choice === this.choice && until === this._until) {
      this.waiting = waiting;
    }
  }

  /** @returns whether the rows are read anew, and not only those that were missing */
  private async _readPages(choice: IChoice): Promise<boolean> {
    const keep = this.frozen && !this._fresh;
    const pages = this._pages().filter(page => !keep || !this._rows.has(page * PAGE));
    const read = new Map<number, IRunRow>();
    let newest = this._newest;
    const until = keep ? this._until : null;
    const answers = await Promise.all(
      pages.map(page =>
        this._ask(pageSql(choice, this._root, this._where, { limit: PAGE, offset: page * PAGE, until }))
      )
    );
    answers.forEach((rows, i) => {
      const offset = (pages[i] ?? 0) * PAGE;
      rows.forEach((row, j) => read.set(offset + j, row));
      if (!keep && (rows.length || offset === 0)) {
        this.total = Number(rows[0]?.total ?? 0);
        newest = rows[0] ? String(rows[0].newest) : null;
      }
    });
    if (choice !== this.choice) {
      return false;
    }
    if (!keep) {
      if (this._fresh) {
        this.unfiltered = null;
      }
      this._rows.clear();
      this._fresh = false;
    }
    read.forEach((row, index) => this._rows.set(index, row));
    this._newest = newest;
    return !keep;
  }

  /** After the rows are shown, which shall not wait for it. */
  private async _countUnfiltered(choice: IChoice): Promise<void> {
    const unfiltered = this._where === 'true' ? null : await this._count(unfilteredSql(choice, this._root));
    if (choice === this.choice) {
      this.unfiltered = unfiltered;
    }
  }

  /** A name that no run has looks like a result otherwise: nothing matches it. */
  private async _findUnknown(choice: IChoice): Promise<void> {
    const ask = this.count === 0 && this._names.length > 0;
    const sql = unknownNamesSql(choice, this._root, this._names);
    const unknown = ask ? readUnknownNames(await this._connector.request({ type: 'query', sql })) : [];
    if (choice === this.choice) {
      this.unknown = unknown;
    }
  }

  private async _readCourses(): Promise<void> {
    const [first, last] = this._window;
    const seen = [...this._rows].filter(([i]) => i >= first && i <= last).map(([, row]) => row);
    const wanted = [...seen, ...(this.baseline ? [this.baseline] : [])].filter(row => {
      const known = this._courses.get(row.run_id);
      return row.metric && (known?.metric !== row.metric || known.updated_at !== row.updated_at);
    }) as (IRunRow & { metric: string })[];
    if (wanted.length) {
      const found = await courses(this._connector, wanted);
      for (const { run_id, metric, updated_at } of wanted) {
        this._courses.set(run_id, { metric, updated_at, course: found.get(run_id) ?? [] });
      }
    }
  }

  private async _ask(sql: string): Promise<IRunRow[]> {
    return rowsOf<IRunRow & Record<string, Cell>>(await this._connector.request({ type: 'query', sql }));
  }

  /** The one number of the answer. */
  private async _count(sql: string): Promise<number> {
    const { data } = await this._connector.request({ type: 'query', sql });
    return Number(data[0]?.[0] ?? 0);
  }

  /** Numbers of the pages that are looked at. */
  private _pages(): number[] {
    const first = Math.floor(this._window[0] / PAGE);
    const last = Math.floor(Math.max(0, this._window[1]) / PAGE);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  }

  private readonly _rows = new Map<number, IRunRow>();
  private readonly _courses = new Map<string, { metric: string; updated_at: string | null; course: Course }>();
  private _window: [number, number] = [0, PAGE - 1];
  private _where = 'true';
  private _names: string[] = [];
  private _compiled = '';
  private _newest: string | null = null;
  private _until: string | null = null;
  private _fresh = true;
}
