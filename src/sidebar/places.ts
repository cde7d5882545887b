import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import type { IConnector } from '../companion/connector';
import type { Cell, IChangedPush } from '../companion/wire';
import { isNotebook } from '../model/notebookPath';
import { Refresher } from '../model/refresher';
import { rowsOf } from '../companion/rows';
import { literal } from '../companion/sql';

/** Most projects and experiments that the choosers list. */
const MAX_PLACES = 60;

const PROJECTS = `SELECT project, runs FROM projects WHERE runs > 0 ORDER BY last_started_at DESC LIMIT ${MAX_PLACES}`;

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
    _connector.changed.connect(this._onChanged, this);
  }

  readonly changed = new Signal<this, void>(this);
  readonly refresher = new Refresher(() => this._refresh(), 1000);

  projects: Project[] = [];
  experiments: Experiment[] = [];
  /** The project that the notebook in front last recorded to. */
  notebookProject: string | null = null;

  get isDisposed(): boolean {
    return this.refresher.isDisposed;
  }

  /** Read the experiments of a project, and the project of a notebook, from now on. */
  show(project: string | null, notebook: string | null): void {
    if (project !== this._project || notebook !== this._notebook) {
      this._project = project;
      this._notebook = notebook;
      this.refresher.request();
    }
  }

  /** The metrics of a project (or of all), those of most runs first. */
  async metrics(project: string | null): Promise<string[]> {
    const where = project === null ? '' : `WHERE r.project = ${literal(project)}`;
    const sql = `SELECT m.key FROM metric_summary AS m JOIN runs AS r USING (run_id) ${where}
GROUP BY m.key ORDER BY count(*) DESC, m.key LIMIT ${MAX_PLACES}`;
    return rowsOf<{ key: string }>(await this._connector.request({ type: 'query', sql })).map(({ key }) => key);
  }

  dispose(): void {
    this._connector.changed.disconnect(this._onChanged, this);
    this.refresher.dispose();
    Signal.clearData(this);
  }

  private _onChanged(_: IConnector, push: IChangedPush): void {
    if (push.views.includes('projects') || push.views.includes('experiments')) {
      this.refresher.request();
    }
  }

  private async _refresh(): Promise<void> {
    const project = this._project;
    const notebook = this._notebook;
    try {
      const projects = await this._ask<Project>(PROJECTS);
      const experiments =
        project === null
          ? []
          : await this._ask<Experiment>(
              `SELECT experiment, runs FROM experiments WHERE project = ${literal(project)} AND experiment IS NOT NULL
ORDER BY last_started_at DESC LIMIT ${MAX_PLACES}`
            );
      const recorded =
        notebook === null
          ? []
          : await this._ask<{ project: string }>(
              `SELECT project FROM runs WHERE ${isNotebook('notebook_path', notebook, this._root)}
ORDER BY started_at DESC LIMIT 1`
            );
      if (project === this._project && notebook === this._notebook) {
        this.projects = projects;
        this.experiments = experiments;
        this.notebookProject = recorded[0]?.project ?? null;
        this.changed.emit();
      }
    } catch {
      // The list of runs asks the same companion and shows what is wrong.
    }
  }

  private async _ask<T extends { [K in keyof T]: Cell }>(sql: string): Promise<T[]> {
    return rowsOf<T>(await this._connector.request({ type: 'query', sql }));
  }

  private _project: string | null = null;
  private _notebook: string | null = null;
}
