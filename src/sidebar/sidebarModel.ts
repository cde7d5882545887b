import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import { RowNames } from '../model/rowNames';
import { RunList } from '../model/runList';
import type { IChoice } from '../model/runListSql';
import type { IRunRow } from '../model/runRow';
import { Recording } from '../model/recording';
import type { ITrail } from '../companion/tokens';
import { Places } from './places';
import { Selection } from './selection';

/** The part of a choice that a person made, and whether the project was chosen by hand. */
export type IKeptChoice = Omit<IChoice, 'notebook'> & { chosen: boolean };

/**
 * What the sidebar shows and what is chosen in it.
 *
 * Invariants
 * - The list is frozen exactly while the pointer or the focus is inside and
 *   its rows are those of the present choice.
 * - The project follows the notebook in front until a person chooses one.
 */
export class SidebarModel implements IDisposable {
  /** @param root - the server's root folder, as in the page's configuration. */
  constructor(
    readonly trail: ITrail,
    readonly root: string
  ) {
    this.list = new RunList(trail.connector, root);
    this.places = new Places(trail.connector, root);
    this.recording = new Recording(trail);
    this.names = new RowNames(trail.connector);
    this.list.changed.connect(this._onList, this);
    this.places.changed.connect(this._follow, this);
    trail.currentNotebookChanged.connect(this._onNotebook, this);
    this._onNotebook();
  }

  readonly list: RunList;
  readonly places: Places;
  readonly recording: Recording;
  readonly names: RowNames;
  readonly selection = new Selection();

  /** Emitted when the row that the keys act on is another one. */
  readonly activeChanged = new Signal<this, void>(this);
  /** Emitted when the row that the keys act on is to have the focus. */
  readonly focusWanted = new Signal<this, void>(this);
  /** Emitted when the filter's field is to get the focus. */
  readonly filterWanted = new Signal<this, void>(this);

  get isDisposed(): boolean {
    return this.list.isDisposed;
  }

  /** Id of the row that the keys act on. */
  get active(): string | null {
    return this._active;
  }
  set active(id: string | null) {
    if (id !== this._active) {
      this._active = id;
      this.activeChanged.emit();
    }
  }

  /** Whether the sidebar can be seen; nothing is requested otherwise. */
  get visible(): boolean {
    return this.list.visible;
  }
  set visible(visible: boolean) {
    this.list.visible = visible;
    this.places.visible = visible;
    this.recording.visible = visible;
    this.list.changed.emit();
  }

  /** The runs that a command is about: those selected, else the one that the keys act on. */
  get targets(): string[] {
    return this.selection.size ? this.selection.ids : this._active === null ? [] : [this._active];
  }

  /** Ids as they are shown, the baseline first; only of rows that are known. */
  get order(): string[] {
    const { baseline, rows } = this.list;
    return [...(baseline ? [baseline.run_id] : []), ...rows.map(({ run_id }) => run_id)];
  }

  /** The row that takes the place of these when they are removed; null when none is left. */
  after(ids: readonly string[]): string | null {
    const { order } = this;
    const last = Math.max(...ids.map(id => order.indexOf(id)));
    const left = (id: string): boolean => !ids.includes(id);
    return order.slice(last + 1).find(left) ?? order.slice(0, Math.max(0, last)).reverse().find(left) ?? null;
  }

  /** Let the keys act on a row, with the focus on it. */
  focus(id: string | null): void {
    this.active = id;
    if (id !== null) {
      this.focusWanted.emit();
    }
  }

  find(id: string): IRunRow | undefined {
    const { baseline, rows } = this.list;
    return baseline?.run_id === id ? baseline : rows.find(({ run_id }) => run_id === id);
  }

  /** A person's choice of a project, which from then on no notebook changes; null: all. Of all notebooks. */
  chooseProject(project: string | null): void {
    this._chosen = true;
    this.list.choose({ scope: 'all' });
    this._show(project);
  }

  /** A person's choice of an experiment of the project; null: all. Of all notebooks. */
  chooseExperiment(experiment: string | null): void {
    this.list.choose({ scope: 'all', experiment });
  }

  /** The runs of the notebook in front, whatever their project and experiment. */
  chooseNotebook(): void {
    this.list.choose({ scope: 'notebook', experiment: null });
  }

  /** What of the choice outlives a reload. */
  get kept(): IKeptChoice {
    const { project, experiment, scope, filter, archived, sort, metric } = this.list.choice;
    return {
      project: this._chosen ? project : null,
      chosen: this._chosen,
      experiment,
      scope,
      filter,
      archived,
      sort,
      metric
    };
  }

  /** Restore what {@link kept} returned. */
  restore(kept: Partial<IKeptChoice>): void {
    const { chosen, project, ...rest } = kept;
    if (chosen === true) {
      this.chooseProject(project ?? null);
    }
    this.list.choose(rest);
  }

  /** Note that the pointer or the focus entered or left. */
  hold(by: 'pointer' | 'focus', inside: boolean): void {
    if (inside) {
      this._holders.add(by);
    } else {
      this._holders.delete(by);
    }
    this._freeze();
  }

  /** Shows what an edit of places did, also while the list is frozen. */
  async renew(): Promise<void> {
    await this.trail.connector.request({ type: 'sync' });
    this.list.admit();
  }

  dispose(): void {
    this.trail.currentNotebookChanged.disconnect(this._onNotebook, this);
    this.list.dispose();
    this.places.dispose();
    this.recording.dispose();
    this.names.dispose();
    Signal.clearData(this);
  }

  private _onList(): void {
    if (this.list.settled) {
      void this.names.follow(this.list.rows);
    }
    this._freeze();
  }

  private _freeze(): void {
    if (this._holders.size === 0) {
      this.list.frozen = false;
    } else if (this.list.settled) {
      this.list.frozen = true;
    }
  }

  private _onNotebook(): void {
    const notebook = this.trail.currentNotebook;
    this.list.choose({ notebook });
    this.places.show(this.list.choice.project, notebook);
  }

  private _follow(): void {
    const { notebookProject, projects } = this.places;
    if (!this._chosen) {
      this._show(notebookProject ?? this.list.choice.project ?? projects[0]?.project ?? null);
    }
  }

  private _show(project: string | null): void {
    if (project !== this.list.choice.project) {
      this.selection.clear();
      this.list.choose({ project, experiment: null });
      this.places.show(project, this.trail.currentNotebook);
    }
  }

  private _active: string | null = null;
  private _chosen = false;
  private readonly _holders = new Set<'pointer' | 'focus'>();
}
