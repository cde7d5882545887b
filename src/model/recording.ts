import { PageConfig } from '@jupyterlab/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import type { IConnector } from '../companion/connector';
import type { Cell, IChangedPush, RunStatus } from '../companion/wire';
import { isNotebook } from './notebookPath';
import { Refresher } from './refresher';
import { rowsOf } from '../companion/rows';
import { literal } from '../companion/sql';
import type { ITrail } from '../companion/tokens';

const CONCERNED = new Set(['sessions', 'runs']);

/** The run that a kernel works on, or worked on last. */
export interface ICurrentRun {
  [column: string]: Cell;
  run_id: string;
  name: string;
  status: RunStatus;
  last_step: number | null;
  total_steps: number | null;
}

interface ISessionAndRun extends ICurrentRun {
  session_id: string;
  /** Whether it was recorded in the notebook in front; null when it is not known. */
  here: boolean | null;
}

/** Whether the kernel of the notebook in front records, and to which run. */
export class Recording implements IDisposable {
  constructor(private readonly _trail: ITrail) {
    _trail.currentNotebookChanged.connect(this._onNotebook, this);
    _trail.connector.changed.connect(this._onChanged, this);
    _trail.connector.stateChanged.connect(this._onState, this);
    void this.readAutoload();
    this.refresher.request();
  }

  readonly changed = new Signal<this, void>(this);
  readonly refresher = new Refresher(() => this._refresh(), 500);

  /** True, false, or null while it is not known. */
  recording: boolean | null = null;
  run: ICurrentRun | null = null;
  /** Whether new kernels record automatically; null while it is not known. */
  autoload: boolean | null = null;

  get isDisposed(): boolean {
    return this.refresher.isDisposed;
  }

  get notebook(): string | null {
    return this._trail.currentNotebook;
  }

  async readAutoload(): Promise<void> {
    try {
      this.autoload = await this._trail.server.autoload();
    } catch {
      this.autoload = null;
    }
    this.changed.emit();
  }

  dispose(): void {
    this._trail.currentNotebookChanged.disconnect(this._onNotebook, this);
    this._trail.connector.changed.disconnect(this._onChanged, this);
    this._trail.connector.stateChanged.disconnect(this._onState, this);
    this.refresher.dispose();
    Signal.clearData(this);
  }

  private _onNotebook(): void {
    this.recording = null;
    this.run = null;
    this.changed.emit();
    this.refresher.request();
  }

  private _onState(): void {
    this.changed.emit();
    if (this._trail.connector.state === 'on') {
      void this.readAutoload();
    }
  }

  private _onChanged(_: IConnector, push: IChangedPush): void {
    if (push.views.some(view => CONCERNED.has(view))) {
      this.refresher.request();
    }
  }

  private async _refresh(): Promise<void> {
    const { currentKernel: kernel, currentNotebook: notebook } = this._trail;
    if (kernel === null || notebook === null) {
      this.recording = this.run = null;
      this.changed.emit();
      return;
    }
    const here = isNotebook('s.notebook_path', notebook, PageConfig.getOption('serverRoot'));
    const sql = `SELECT s.session_id, ${here} AS here, r.run_id, r.name, r.status, r.last_step, r.total_steps
FROM sessions AS s LEFT JOIN runs AS r ON r.session_id = s.session_id
WHERE s.kernel_id = ${literal(kernel)} AND s.status = 'running'
ORDER BY r.status = 'running' DESC NULLS LAST, r.started_at DESC NULLS LAST
LIMIT 1`;
    try {
      const rows = rowsOf<ISessionAndRun>(await this._trail.connector.request({ type: 'query', sql }));
      if (kernel === this._trail.currentKernel) {
        this.recording = rows.length > 0;
        this.run = rows[0]?.run_id ? rows[0] : null;
        await this._place(notebook, rows[0]);
      }
    } catch {
      // What was known stays; the connection's state tells that it may be old.
    }
    this.changed.emit();
  }

  /** A kernel that restarts after its notebook was renamed still has the old name in its environment. */
  private async _place(notebook: string, session: ISessionAndRun | undefined): Promise<void> {
    if (session && session.here !== true && !this._placed.has(session.session_id)) {
      this._placed.add(session.session_id);
      await this._trail.server.placeNotebook(notebook);
    }
  }

  private readonly _placed = new Set<string>();
}
