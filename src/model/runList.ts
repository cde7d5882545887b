/**
 * The live list of runs behind the sidebar.
 *
 * Invariants
 * - Old rows stay until their successors are there, with what stands beside them; an
 *   error keeps them too.
 * - While {@link RunList.frozen}, rows keep their places: values change where
 *   they are, and runs that began since are counted in `waiting`.
 * - Only pages that are looked at are asked for, and nothing while nobody looks.
 */
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import type { ConnectionState, IConnector } from '../companion/connector';
import { CompanionError } from '../companion/error';
import { LiveQuery } from '../companion/liveQuery';
import { besideSql, putBeside, readBeside, type IBeside } from './besideBaseline';
import { placed, rankingOf, readFound, type Found } from './foundRows';
import { listSql, plainSql, type IChoice, type IPart, type IRanking } from './runListSql';
import type { IRunRow } from './runRow';
import { courses, type Course } from './sparkline';
import { readUnknownNames, unknownNamesSql, type IUnknownName } from './unknownNames';

const PAGE = 60;
const NOTHING_BESIDE: IBeside = { repeats: [], data: new Map() };

export const INITIAL: IChoice = {
  project: null,
  experiment: null,
  scope: 'all',
  notebook: null,
  filter: '',
  archived: false,
  sort: 'newest',
  metric: null
};

export class RunList implements IDisposable {
  /** @param _root - the server's root folder, for telling notebooks apart. */
  constructor(
    private readonly _connector: IConnector,
    private readonly _root: string
  ) {
    this._found = new LiveQuery(_connector, readFound);
    this._beside = new LiveQuery(_connector, readBeside);
    this.visible = false;
    this._found.changed.connect(this._receive, this);
    this._beside.changed.connect(this._receive, this);
    _connector.stateChanged.connect(this._onState, this);
    this._ask();
  }

  readonly changed = new Signal<this, void>(this);

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
  unknown: readonly IUnknownName[] = [];
  baseline: IRunRow | null = null;
  /** What the best first are ranked by: the metric that is shown, else what most runs lead with. */
  ranking: IRanking | null = null;
  /** Runs that began since the list was frozen. */
  waiting = 0;
  /** When the shown values were read. */
  asOf: Date | null = null;

  get isDisposed(): boolean {
    return this._found.isDisposed;
  }

  /** Whether somebody looks. */
  get visible(): boolean {
    return this._found.visible;
  }
  set visible(visible: boolean) {
    this._found.visible = visible;
    this._beside.visible = visible;
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
    return plainSql(this.choice, this._root, this._where, this.ranking);
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
    const { metric, sort } = this.choice;
    const counts = new Map<string, number>();
    this.rows.forEach(row => row.metric !== null && counts.set(row.metric, (counts.get(row.metric) ?? 0) + 1));
    const [most] = [...counts].sort((a, b) => b[1] - a[1]);
    return metric ?? (sort === 'best' ? (this.ranking?.metric ?? null) : (most?.[0] ?? this.baseline?.metric ?? null));
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
      this._ask();
      this.changed.emit();
    }
  }

  /** Tell which rows are looked at. */
  show(first: number, last: number): void {
    this._window = [first, last];
    this._ask();
  }

  /** Ask again now. */
  refresh(): void {
    this._found.refresh();
    this._beside.refresh();
  }

  /** False from a change of what is shown until its rows are there. */
  get settled(): boolean {
    return !this._fresh;
  }

  get frozen(): boolean {
    return this._until !== null;
  }
  set frozen(frozen: boolean) {
    if (frozen !== this.frozen) {
      this._until = frozen ? this._newest : null;
      this.waiting = frozen ? this.waiting : 0;
      this._ask();
    }
  }

  /** Let the waiting runs in and stay frozen after them. */
  admit(): void {
    if (!this.frozen) {
      this._found.refresh();
    }
    this.waiting = 0;
    this._until = null;
    this._fresh = true;
    this._ask();
  }

  dispose(): void {
    this._connector.stateChanged.disconnect(this._onState, this);
    this._found.dispose();
    this._beside.dispose();
    Signal.clearData(this);
  }

  private _onState(_: unknown, state: ConnectionState): void {
    if (state === 'on') {
      this._ask();
    }
  }

  /** Asks for what is looked at, once the filter is compiled. */
  private _ask(): void {
    const { choice } = this;
    this._compileFilter(choice).then(
      () => {
        if (choice === this.choice && !this.isDisposed) {
          const sql = listSql(choice, this._root, this._where, this._part);
          const isOther = this._found.ask({ sql, params: {} });
          if (!isOther && this._fresh) {
            this._receive();
          }
        }
      },
      (error: unknown) => this._fail(error)
    );
  }

  /** What of the list is wanted: whole pages, and while it is frozen the rows that are looked at. */
  private get _part(): IPart {
    const [first, last] = [pageStart(this._window[0]), pageStart(this._window[1]) + PAGE - 1];
    const held = this.frozen ? [...this._rows].filter(([index]) => index >= first && index <= last) : [];
    return { first, last, until: this._until, held: held.map(([, { run_id }]) => run_id) };
  }

  private async _compileFilter({ filter }: IChoice): Promise<void> {
    if (filter === this._compiled) {
      return;
    }
    try {
      const { where, names } = await this._connector.request({ type: 'filter', text: filter });
      if (filter !== this.choice.filter) {
        return;
      }
      this._where = where;
      this._names = names;
      this.filterError = null;
    } catch (error) {
      if (!(error instanceof CompanionError) || !error.code.startsWith('NT3')) {
        throw error;
      }
      if (filter !== this.choice.filter) {
        return;
      }
      this.filterError = error;
      this.changed.emit();
    }
    this._compiled = filter;
  }

  private _fail(error: unknown): void {
    this.error = error instanceof CompanionError ? error : CompanionError.unreachable();
    this.changed.emit();
  }

  /** Shows the rows that were found, once what stands beside them is there. */
  private _receive(): void {
    const { isCurrent, value: found, error } = this._found;
    const failure = error ?? this._beside.error;
    if (failure) {
      this._fail(failure);
      return;
    }
    if (!isCurrent || !found) {
      return;
    }
    const baseline = found.find(({ pinned }) => pinned) ?? null;
    const isAnew = !this.frozen || this._fresh;
    const rows = isAnew ? placed(found) : this._inPlace(found);
    const all = [...rows.values(), ...(baseline ? [baseline] : [])];
    const isRanked = this.choice.sort === 'best';
    const isCompared = this.choice.project === null || baseline !== null || isRanked;
    const request = {
      runs: all.map(({ run_id }) => run_id),
      projects: distinct(all, ({ project }) => project),
      metrics: distinct(all, ({ metric }) => metric)
    };
    const isBeside = isCompared && request.metrics.length > 0;
    this._beside.ask(isBeside ? { sql: besideSql(request), params: {} } : null);
    if (isBeside && !this._beside.isCurrent) {
      return;
    }
    putBeside(all, (isBeside && this._beside.value) || NOTHING_BESIDE, isRanked);
    if (isAnew) {
      const [first] = found;
      this.total = Number(first?.total ?? 0);
      this.unfiltered = this._where === 'true' ? null : Number(first?.unfiltered ?? 0);
      this._newest = first?.newest ?? null;
      this.ranking = isRanked ? rankingOf(first) : null;
    } else {
      this.waiting = Number(found[0]?.waiting ?? 0);
    }
    const hasGrown = rows.size > this._rows.size;
    this._fresh = false;
    this._rows = rows;
    if (!isAnew && hasGrown) {
      this._ask();
    }
    this.baseline = baseline;
    this.error = null;
    this.asOf = new Date();
    this.loading = false;
    this.changed.emit();
    void this._readMore();
  }

  /** New values for the rows that are known, without moving any, and rows that were not known. */
  private _inPlace(found: readonly Found[]): Map<number, IRunRow> {
    const fresh = new Map(found.map(row => [row.run_id, row]));
    const rows = new Map([...this._rows].map(([index, row]) => [index, fresh.get(row.run_id) ?? row]));
    const known = new Set([...rows.values()].map(({ run_id }) => run_id));
    for (const [index, row] of placed(found)) {
      if (!rows.has(index) && !known.has(row.run_id)) {
        rows.set(index, row);
      }
    }
    return rows;
  }

  /** What the rows shall not wait for; one look at a time. */
  private async _readMore(): Promise<void> {
    if (this._isReading) {
      this._hasMore = true;
      return;
    }
    this._isReading = true;
    try {
      await Promise.all([this._readCourses(), this._findUnknown(this.choice)]);
      this.changed.emit();
    } catch (error) {
      this._fail(error);
    } finally {
      this._isReading = false;
    }
    if (this._hasMore) {
      this._hasMore = false;
      void this._readMore();
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

  /** The courses of the rows that are looked at and changed since. */
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

  private readonly _found: LiveQuery<Found[]>;
  private readonly _beside: LiveQuery<IBeside>;
  private _rows = new Map<number, IRunRow>();
  private readonly _courses = new Map<string, { metric: string; updated_at: string | null; course: Course }>();
  private _window: [number, number] = [0, PAGE - 1];
  private _where = 'true';
  private _names: string[] = [];
  private _compiled = '';
  private _newest: string | null = null;
  private _until: string | null = null;
  private _fresh = true;
  private _isReading = false;
  private _hasMore = false;
}

/** The first place of the page that has this one. */
function pageStart(place: number): number {
  return Math.floor(Math.max(0, place) / PAGE) * PAGE;
}

function distinct(rows: readonly IRunRow[], of: (row: IRunRow) => string | null): string[] {
  return [...new Set(rows.flatMap(row => of(row) ?? []))];
}
