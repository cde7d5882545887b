/**
 * Colours of runs: twelve, told apart by every kind of sight (design: OKLab
 * distances under normal, protan, deutan and tritan vision), then the same
 * twelve dashed.
 *
 * Invariants
 * - A run keeps its slot for as long as it is remembered: a project hands out
 *   slots in the order in which its runs are first seen, and remembers the last
 *   {@link REMEMBERED} of them over restarts.
 * - A run whose project is not known yet has a slot that no run of the present
 *   project has; its project takes it over where it is still free there.
 */
import type { IStateDB } from '@jupyterlab/statedb';
import type { IDisposable } from '@lumino/disposable';
import { Debouncer } from '@lumino/polling';
import { Signal } from '@lumino/signaling';

import type { IColours } from '../tokens';

export const LIGHT = [
  '#0b47e5', '#d43d0c', '#01a2b8', '#6b123a', '#a29602', '#250084',
  '#ec5f91', '#364980', '#614300', '#617700', '#ce64fd', '#8a5f4e'
] as const;

export const DARK = [
  '#32a7ff', '#ff9a0f', '#75f8f3', '#cb558c', '#937f00', '#a8c2ff',
  '#f6b996', '#268ebd', '#fcec00', '#c4ffaa', '#ff485d', '#8569ea'
] as const;

const STATE = 'nbtrail:colours';
const REMEMBERED = 500;

/** Slot numbers by id, by project; a Map keeps the order of first sight. */
type Projects = Map<string, Map<string, number>>;

export class Colours implements IColours, IDisposable {
  constructor(
    private readonly _state: IStateDB | null,
    private readonly _isLight: () => boolean
  ) {}

  readonly changed = new Signal<this, void>(this);

  get isDisposed(): boolean {
    return this._save.isDisposed;
  }

  /** Take up what was remembered; slots given before stay with their runs. */
  async restore(): Promise<void> {
    const saved = (await this._state?.fetch(STATE)) as
      | { [project: string]: [string, number][] }
      | undefined;
    for (const [project, entries] of Object.entries(saved ?? {})) {
      const slots = this._slots(project);
      for (const [id, slot] of entries) {
        slots.set(id, slot);
      }
    }
    this.changed.emit();
  }

  /** Give the ids of a project their slots, in this order. */
  assign(project: string, ids: readonly string[]): void {
    const slots = this._slots(project);
    this._current = project;
    const before = slots.size;
    let recoloured = false;
    for (const id of ids) {
      if (!slots.has(id)) {
        const loose = this._loose.get(id);
        const free = loose !== undefined && ![...slots.values()].includes(loose);
        slots.set(id, free ? loose : next(slots));
        recoloured ||= loose !== undefined && !free;
        this._loose.delete(id);
      }
    }
    if (slots.size !== before) {
      void this._save.invoke();
    }
    if (recoloured) {
      this.changed.emit();
    }
  }

  slot(id: string): { index: number; dashed: boolean } {
    let slot = this._loose.get(id);
    for (const slots of this._projects.values()) {
      slot ??= slots.get(id);
    }
    if (slot === undefined) {
      slot = next(this._loose, this._slots(this._current));
      this._loose.set(id, slot);
    }
    return { index: slot % LIGHT.length, dashed: slot % (2 * LIGHT.length) >= LIGHT.length };
  }

  colour(id: string): string {
    return (this._isLight() ? LIGHT : DARK)[this.slot(id).index];
  }

  dispose(): void {
    this._save.dispose();
    Signal.clearData(this);
  }

  private _slots(project: string): Map<string, number> {
    let slots = this._projects.get(project);
    if (!slots) {
      this._projects.set(project, (slots = new Map()));
    }
    return slots;
  }

  private readonly _save = new Debouncer(async () => {
    const entries = [...this._projects].map(([project, slots]) => [
      project,
      [...slots].slice(-REMEMBERED)
    ]);
    await this._state?.save(STATE, Object.fromEntries(entries));
  }, 1000);
  private readonly _projects: Projects = new Map();
  /** Slots of runs whose project is not known yet. */
  private readonly _loose = new Map<string, number>();
  private _current = '';
}

function next(...all: Map<string, number>[]): number {
  return all.reduce((most, slots) => Math.max(most, ...slots.values()), -1) + 1;
}
