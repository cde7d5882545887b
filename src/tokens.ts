import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';

import type { IConnector } from './companion/connector';

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
  /** Whether new kernels record by themselves. */
  autoload(): Promise<boolean>;
}

export interface IColours {
  /** Give the ids of a project their slots, in this order. */
  assign(project: string, ids: readonly string[]): void;
  /** Slot 0–11 of the palette and whether the line is dashed (after twelve). */
  slot(id: string): { index: number; dashed: boolean };
  /** CSS colour of the slot in the current theme. */
  colour(id: string): string;
  readonly changed: ISignal<IColours, void>;
}

export const ITrail = new Token<ITrail>(
  'nbtrail:ITrail',
  'The connection to the nbtrail companion and what its views share.'
);

/** Ids of the commands; arguments are described where each is registered. */
export namespace CommandIDs {
  /** `{ runId: string }` */
  export const openRun = 'nbtrail:open-run';
  /** `{ runIds: string[], baseline?: string }` */
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
  export const archive = 'nbtrail:archive-runs';
  export const restore = 'nbtrail:restore-runs';
  export const openNotebook = 'nbtrail:open-notebook';
  export const copyId = 'nbtrail:copy-run-id';
  export const copySql = 'nbtrail:copy-as-sql';
  export const hide = 'nbtrail:hide-runs';
  export const openSelected = 'nbtrail:open-selected-run';
  export const compareSelected = 'nbtrail:compare-selected-runs';
  export const focusFilter = 'nbtrail:focus-filter';
}
