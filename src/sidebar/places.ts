import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import type { IConnector } from '../companion/connector';
import { LiveQuery } from '../companion/liveQuery';
import type { Cell } from '../companion/wire';
import { isNotebook } from '../model/notebookPath';
import { rowsOf } from '../companion/rows';
import { literal } from '../companion/sql';

/** Most projects and experiments that the choosers list. */
const MAX_PLACES = 60;

/** Least milliseconds between two answers. */
const EVERY_MS = 1_000;

const PROJECTS = `SELECT project, runs FROM projects WHERE runs > 0 ORDER BY last_started_at DESC LIMIT ${MAX_PLACES}`;
const EXPERIMENTS = `SELECT experiment, runs FROM experiments WHERE project = $project AND experiment IS NOT NULL
ORDER BY last_started_at DESC LIMIT ${MAX_PLACES}`;

interface IPlace {
  [column: string]: Cell;
  runs: number;
}

export type Project = IPlace & { project: string };
export type Experiment = IPlace & { experiment: string };

/** Where runs can be looked for: the projects, and the experiments of the one that is shown. */
export class Places implements IDisposable {
  constructor(
    private readonly _connector: IConnector,
    private readonly _root: string
  ) {
    this._projects = new LiveQuery(_connector, answer => rowsOf<Project>(answer));
    this._experiments = new LiveQuery(_connector, answer => rowsOf<Experiment>(answer));
    this._recorded = new LiveQuery(_connector, answer => rowsOf<{ project: string }>(answer));
    this._live = [this._projects, this._experiments, this._recorded];
    for (const query of this._live) {
      query.visible = false;
      query.changed.connect(this._onAnswer, this);
    }
    this._projects.ask({ sql: PROJECTS, params: {}, every_ms: EVERY_MS });
  }

  readonly changed = new Signal<this, void>(this);

  get isDisposed(): boolean {
    return this._projects.isDisposed;
  }

  /** Whether somebody looks; nothing is asked otherwise. */
  set visible(visible: boolean) {
    this._live.forEach(query => (query.visible = visible));
  }

  get projects(): readonly Project[] {
    return this._projects.value ?? [];
  }

  /** Those of the project that is looked at. */
  get experiments(): readonly Experiment[] {
    return (this._experiments.isCurrent && this._experiments.value) || [];
  }

  /** The project that the notebook in front last recorded to. */
  get notebookProject(): string | null {
    return (this._recorded.isCurrent && this._recorded.value?.[0]?.project) || null;
  }

  /** Tell which project's experiments and which notebook's project are wanted. */
  show(project: string | null, notebook: string | null): void {
    this._experiments.ask(project === null ? null : { sql: EXPERIMENTS, params: { project }, every_ms: EVERY_MS });
    const sql = `SELECT project FROM runs WHERE ${isNotebook('notebook_path', notebook ?? '', this._root)}
ORDER BY started_at DESC LIMIT 1`;
    this._recorded.ask(notebook === null ? null : { sql, params: {}, every_ms: EVERY_MS });
  }

  /** The metrics of a project (or of all), those of most runs first. */
  async metrics(project: string | null): Promise<string[]> {
    const where = project === null ? '' : `WHERE r.project = ${literal(project)}`;
    const sql = `SELECT m.key FROM metric_summary AS m JOIN runs AS r USING (run_id) ${where}
GROUP BY m.key ORDER BY count(*) DESC, m.key LIMIT ${MAX_PLACES}`;
    return rowsOf<{ key: string }>(await this._connector.request({ type: 'query', sql })).map(({ key }) => key);
  }

  dispose(): void {
    this._live.forEach(query => query.dispose());
    Signal.clearData(this);
  }

  private _onAnswer(): void {
    this.changed.emit();
  }

  private readonly _projects: LiveQuery<Project[]>;
  private readonly _experiments: LiveQuery<Experiment[]>;
  private readonly _recorded: LiveQuery<{ project: string }[]>;
  private readonly _live: readonly LiveQuery<unknown>[];
}
