import { PageConfig } from '@jupyterlab/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import { LiveQuery } from '../companion/liveQuery';
import type { Cell, RunStatus } from '../companion/wire';
import { isNotebook } from './notebookPath';
import { rowsOf } from '../companion/rows';
import type { ITrail } from '../companion/tokens';

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
    _trail.connector.stateChanged.connect(this._onState, this);
    this._session = new LiveQuery(_trail.connector, answer => rowsOf<ISessionAndRun>(answer));
    this._session.visible = false;
    this._session.changed.connect(this._onSession, this);
    void this.readAutoload();
    this._ask();
  }

  readonly changed = new Signal<this, void>(this);

  /** True, false, or null while it is not known. */
  recording: boolean | null = null;
  run: ICurrentRun | null = null;
  /** Whether new kernels record automatically; null while it is not known. */
  autoload: boolean | null = null;

  get isDisposed(): boolean {
    return this._session.isDisposed;
  }

  /** Whether somebody looks; nothing is asked otherwise. */
  get visible(): boolean {
    return this._session.visible;
  }
  set visible(visible: boolean) {
    this._session.visible = visible;
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
    this._trail.connector.stateChanged.disconnect(this._onState, this);
    this._session.dispose();
    Signal.clearData(this);
  }

  private _onNotebook(): void {
    this.recording = null;
    this.run = null;
    this.changed.emit();
    this._ask();
  }

  private _onState(): void {
    this.changed.emit();
    if (this._trail.connector.state === 'on') {
      void this.readAutoload();
    }
  }

  private _ask(): void {
    const { currentKernel: kernel, currentNotebook: notebook } = this._trail;
    if (kernel === null || notebook === null) {
      this._session.ask(null);
      return;
    }
    const here = isNotebook('s.notebook_path', notebook, PageConfig.getOption('serverRoot'));
    const sql = `SELECT s.session_id, ${here} AS here, r.run_id, r.name, r.status, r.last_step, r.total_steps
FROM sessions AS s LEFT JOIN runs AS r ON r.session_id = s.session_id
WHERE s.kernel_id = $kernel AND s.status = 'running'
ORDER BY r.status = 'running' DESC NULLS LAST, r.started_at DESC NULLS LAST
LIMIT 1`;
    this._session.ask({ sql, params: { kernel }, every_ms: 500 });
  }

  /** Where there is none this time, what was known stays; the connection's state tells that it may be old. */
  private _onSession({ isCurrent, value, error }: LiveQuery<ISessionAndRun[]>): void {
    if (isCurrent && value && !error) {
      const session = value[0];
      this.recording = session !== undefined;
      this.run = session?.run_id ? session : null;
      this.changed.emit();
      void this._place(session).catch(() => undefined);
    }
  }

  /** A kernel that restarts after its notebook was renamed still has the old name in its environment. */
  private async _place(session: ISessionAndRun | undefined): Promise<void> {
    const notebook = this.notebook;
    if (session && notebook !== null && session.here !== true && !this._placed.has(session.session_id)) {
      this._placed.add(session.session_id);
      await this._trail.server.placeNotebook(notebook);
    }
  }

  private readonly _session: LiveQuery<ISessionAndRun[]>;
  private readonly _placed = new Set<string>();
}
