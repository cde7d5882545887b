import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';

import type { IConnector } from './connector';

/** What every view of nbtrail shares; provided by the core plugin. */
export interface ITrail {
  readonly connector: IConnector;

  /** A colour for a run (or group), the same in every view and after a restart. */
  readonly colours: IColours;

  /** Path of the notebook in front, relative to the server's root; null when there is none. */
  readonly currentNotebook: string | null;
  /** Id of that notebook's kernel; null when there is none. */
  readonly currentKernel: string | null;
  /** Emitted when another notebook comes to the front, moves, or gets another kernel. */
  readonly currentNotebookChanged: ISignal<ITrail, string | null>;

  readonly server: ICompanionServer;
}

/** Jupyter's side of the companion; answers also while the companion does not. */
export interface ICompanionServer {
  /** Whether new kernels record automatically. */
  autoload(): Promise<boolean>;
  /**
   * Tells which notebook is in front: sessions that were recorded where it was before become its.
   *
   * @returns how many did
   */
  placeNotebook(path: string): Promise<number>;
  /**
   * Where a notebook is now that was recorded at that absolute path.
   *
   * @returns its path below the server's root; null when it was not found there
   */
  findNotebook(recorded: string): Promise<string | null>;
}

export interface IColours {
  /** CSS colour of a run by itself in the current theme; neutral until its place is known. */
  colour(id: string): string;
  /**
   * CSS colours of the runs of a view, no two the same; of more runs than there are
   * colours, those `chosen` and then the first have one and the rest are neutral.
   */
  within(ids: readonly string[], chosen?: readonly string[]): Map<string, string>;
  readonly changed: ISignal<IColours, void>;
}

export const ITrail = new Token<ITrail>(
  'nbtrail:ITrail',
  'The connection to the nbtrail companion and what its views share.'
);

/** The one tab of the main area that the next click reuses. */
export interface IPreviewTab {
  /** Show a widget: in the preview tab, or in a tab of its own that is kept. */
  open(widget: Widget, keep: boolean): void;
  /** Bring a widget to the front that is open already. */
  show(widget: Widget, keep: boolean): void;
  /** Whether the widget is in the preview tab. */
  has(widget: Widget): boolean;
  /** Let a widget stay; the next click gets another tab. */
  keep(widget: Widget): void;
  /** Emitted when a widget that was in preview stays. */
  readonly kept: ISignal<IPreviewTab, Widget>;
}

export const IPreviewTab = new Token<IPreviewTab>(
  'nbtrail:IPreviewTab',
  'The tab that shows the run or comparison that was clicked last.'
);

/** Where the command palette lists nbtrail's commands. */
export const CATEGORY = 'nbtrail';

/** Ids of the commands; arguments are described where each is registered. */
export namespace CommandIDs {
  /** `{ runId: string, keep?: boolean, tab?: string }` */
  export const openRun = 'nbtrail:open-run';
  /** `{ runIds: string[], baseline?: string, keep?: boolean, state?: object }` */
  export const compare = 'nbtrail:compare';
  /** `{ sql?: string, title?: string, run?: boolean }` */
  export const openSql = 'nbtrail:open-sql';
  export const saveSql = 'nbtrail:sql-save';
  /** `{ sql?: string, python?: boolean }` */
  export const insertSqlCell = 'nbtrail:sql-insert-cell';
  export const showSidebar = 'nbtrail:show-sidebar';
  export const restartCompanion = 'nbtrail:restart-companion';
  /** `{ on: boolean }` */
  export const setAutoload = 'nbtrail:set-autoload';
  /** The following take `{ runIds: string[] }`, or the sidebar's selection without it. */
  export const rename = 'nbtrail:rename-run';
  export const tag = 'nbtrail:tag-runs';
  export const note = 'nbtrail:note-run';
  export const pin = 'nbtrail:pin-baseline';
  export const stop = 'nbtrail:stop-runs';
  export const archive = 'nbtrail:archive-runs';
  export const restore = 'nbtrail:restore-runs';
  export const openNotebook = 'nbtrail:open-notebook';
  export const copyId = 'nbtrail:copy-run-id';
  export const copySql = 'nbtrail:copy-as-sql';
  export const hide = 'nbtrail:hide-runs';
  export const openSelected = 'nbtrail:open-selected-run';
  export const compareSelected = 'nbtrail:compare-selected-runs';
  export const focusFilter = 'nbtrail:focus-filter';
  export const showKeys = 'nbtrail:show-keys';
}
