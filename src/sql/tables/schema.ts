import { Signal, type ISignal } from '@lumino/signaling';

import type { IConnector } from '../../companion/connector';
import type { IResult } from '../../companion/wire';
import { typeWord } from '../../result/columnKind';
import { DOCUMENTED_VIEWS } from './documentedViews';
import { rowsOf } from '../../companion/rows';

export interface IViewColumn {
  name: string;
  /** A word for its type. */
  type: string;
  /** What it holds; empty without a comment. */
  comment: string;
}

export interface IView {
  name: string;
  /** What a row is. */
  row: string;
  columns: readonly IViewColumn[];
}

/**
 * What can be asked: views and columns as the database has them, and the
 * metric keys, parameter names and projects that it holds. Shared by all SQL panels.
 *
 * #### Notes
 * Starts with the documented views, so that the tree and completion work
 * before the companion does, and keeps the last answer when it goes away.
 */
export class Schema {
  constructor(private readonly _connector: IConnector) {
    _connector.stateChanged.connect(this._onState, this);
    if (_connector.state === 'on') {
      void this.refresh();
    }
  }

  get views(): readonly IView[] {
    return this._views;
  }

  /** Metric keys and parameter names, most used first. */
  get metrics(): readonly string[] {
    return this._metrics;
  }

  get params(): readonly string[] {
    return this._params;
  }

  /** Projects with runs, the one of the newest run first. */
  get projects(): readonly string[] {
    return this._projects;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Asks anew, at most every few seconds; who completes does not wait. */
  freshen(): void {
    if (performance.now() - this._asked > FRESH) {
      void this.refresh();
    }
  }

  /** Asks anew; what cannot be had stays as it was. */
  async refresh(): Promise<void> {
    this._asked = performance.now();
    const ask = (sql: string): Promise<IResult | null> =>
      this._connector.request({ type: 'query', sql, limit: 5000 }).catch(() => null);
    const [columns, metrics, params, projects] = await Promise.all([COLUMNS, METRICS, PARAMS, PROJECTS].map(ask));
    if (this._isDisposed) {
      return;
    }
    if (columns?.row_count) {
      this._views = viewsOf(columns);
    }
    this._metrics = (metrics?.data[0] as string[] | undefined) ?? this._metrics;
    this._params = (params?.data[0] as string[] | undefined) ?? this._params;
    this._projects = (projects?.data[0] as string[] | undefined) ?? this._projects;
    this._changed.emit();
  }

  dispose(): void {
    this._isDisposed = true;
    this._connector.stateChanged.disconnect(this._onState, this);
    Signal.clearData(this);
  }

  private _onState(): void {
    if (this._connector.state === 'on') {
      void this.refresh();
    }
  }

  private _views: readonly IView[] = DOCUMENTED_VIEWS.map(view => ({
    ...view,
    columns: view.columns.map(column => ({ ...column, type: typeWord(column.type) }))
  }));
  private _metrics: readonly string[] = [];
  private _params: readonly string[] = [];
  private _projects: readonly string[] = [];
  private _asked = -Infinity;
  private _isDisposed = false;
  private readonly _changed = new Signal<this, void>(this);
}

/** Milliseconds for which names are new enough. */
const FRESH = 5000;

const COLUMNS = `select c.table_name, c.column_name, c.data_type, c.comment, v.comment as view_comment
from duckdb_columns() c
join duckdb_views() v on v.view_name = c.table_name and v.schema_name = c.schema_name
where not v.internal and v.schema_name = 'main'
order by c.table_name, c.column_index`;

const METRICS = 'select key from metric_summary group by key order by count(*) desc, key limit 2000';
const PARAMS = 'select key from params group by key order by count(*) desc, key limit 2000';
const PROJECTS = 'select project from projects where runs > 0 order by last_started_at desc limit 200';

interface IColumnRow {
  table_name: string;
  column_name: string;
  data_type: string;
  comment: string | null;
  view_comment: string | null;
}

function viewsOf(result: IResult): IView[] {
  const found = new Map<string, { row: string; columns: IViewColumn[] }>();
  for (const row of rowsOf<IColumnRow>(result)) {
    let view = found.get(row.table_name);
    if (!view) {
      view = { row: (row.view_comment ?? '').replace(/^A row is /, ''), columns: [] };
      found.set(row.table_name, view);
    }
    view.columns.push({ name: row.column_name, type: typeWord(row.data_type), comment: row.comment ?? '' });
  }
  const place = (name: string): number => {
    const index = DOCUMENTED_VIEWS.findIndex(view => view.name === name);
    return index < 0 ? DOCUMENTED_VIEWS.length : index;
  };
  return [...found].map(([name, view]) => ({ name, ...view })).sort((a, b) => place(a.name) - place(b.name));
}
