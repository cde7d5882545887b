import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import React, { act } from 'react';
import { createRoot } from 'react-dom/client';

import type { CompanionError } from '../../companion/error';
import type { Cell, IQueryRequest } from '../../companion/wire';
import { ViewContext } from '../../ui/viewContext';
import { FakeConnector, result } from '../../sql/__tests__/fakeConnector';
import type { ITrail } from '../../companion/tokens';
import { SidebarContext } from '../sidebarContext';
import { SidebarModel } from '../sidebarModel';
import { SidebarView } from '../sidebarView';

export interface IFakeRun {
  run_id: string;
  name: string;
  started_at: string;
  [column: string]: Cell;
}

const COLUMNS: { [column: string]: Cell } = {
  run_id: '',
  name: '',
  project: 'p',
  experiment: null,
  notebook_path: null,
  status: 'finished',
  started_at: '',
  ended_at: null,
  duration_seconds: 12,
  last_step: 3,
  total_steps: null,
  attempt: 1,
  attempts: 1,
  error_name: null,
  error_value: null,
  tags: [],
  note: null,
  archived: false,
  hidden: false,
  is_baseline: false,
  metric: 'val/acc',
  goal: 'max',
  value: 0.9,
  updated_at: null,
  baseline_value: null,
  data: null,
  points_after_end: 0
};

export function fakeRun(number: number, more: { [column: string]: Cell } = {}): IFakeRun {
  const minute = String(number).padStart(2, '0');
  return {
    run_id: `r${number}`,
    name: `run-${number}`,
    started_at: `2026-11-24T08:${minute}:00.000000Z`,
    ...more
  };
}

/** Answers the list's questions from `runs`, newest first. */
export class FakeCompanion extends FakeConnector {
  runs: IFakeRun[] = [];
  filters: string[] = [];
  wrong: { [text: string]: CompanionError } = {};
  /** The names in a filter's text, and which of them no run has, with what is close. */
  named: { [text: string]: string[] } = {};
  unknown: { [name: string]: string[] } = {};
  /** A filter's text that no run matches but, perhaps, the baseline. */
  matchless: string | null = null;
  /** Repeats of the baseline: ids with their values; and the baseline's value. */
  repeats: { [id: string]: number } = {};

  constructor() {
    super();
    this.answer = request => {
      const asked = request as unknown as { type: string; text: string };
      if (asked.type === 'filter') {
        this.filters.push(asked.text);
        return (
          this.wrong[asked.text] ?? ({ where: asked.text || 'true', names: this.named[asked.text] ?? [] } as never)
        );
      }
      return asked.type === 'query' ? this._rows(request) : ({} as never);
    };
  }

  push(): void {
    this.changed.emit({ type: 'changed', version: 2, views: ['runs', 'projects'], runs: null });
  }

  private _rows({ sql }: IQueryRequest) {
    if (sql.includes('FROM projects WHERE')) {
      return result({ project: 'VARCHAR', runs: 'BIGINT' }, [['p', this.runs.length]]);
    }
    const until = /started_at <= '([^']+)'/.exec(sql)?.[1];
    const since = /started_at > '([^']+)'/.exec(sql)?.[1];
    if (since) {
      return result({ waiting: 'BIGINT' }, [[this._after(since).length]]);
    }
    if (sql.includes('AS near')) {
      return result(
        { name: 'VARCHAR', near: 'VARCHAR' },
        Object.entries(this.unknown).flatMap(([name, near]) => near.map(key => [name, key]))
      );
    }
    if (sql.includes('FROM own AS o')) {
      return result(
        {
          project: 'VARCHAR',
          run_id: 'VARCHAR',
          ran: 'BOOLEAN',
          seed: 'VARCHAR',
          key: 'VARCHAR',
          best_value: 'DOUBLE'
        },
        Object.entries(this.repeats).map(([id, value]) => ['p', id, true, id, 'val/acc', value])
      );
    }
    if (sql.startsWith('SELECT l.project')) {
      return result(
        { project: 'VARCHAR', key: 'VARCHAR', best_value: 'DOUBLE' },
        this.runs.filter(run => run.is_baseline === true).map(run => ['p', 'val/acc', run.value ?? COLUMNS.value])
      );
    }
    if (sql.includes('AS unfiltered')) {
      return result({ unfiltered: 'BIGINT' }, [[this.runs.length]]);
    }
    if (sql.includes('s.last_value')) {
      return result(
        { run_id: 'VARCHAR', key: 'VARCHAR', best_step: 'BIGINT', last_value: 'DOUBLE' },
        this.runs.map(({ run_id, best_step = null, last_value = null }) => [run_id, 'val/acc', best_step, last_value])
      );
    }
    if (!sql.includes('FROM runs AS r')) {
      return result({}, []);
    }
    const ids = /r\.run_id IN \(([^)]*)\)/.exec(sql)?.[1];
    const pinned = sql.includes('WHERE r.is_baseline');
    const rows = this.runs
      .filter(run => (ids ? ids.includes(`'${run.run_id}'`) : (run.is_baseline === true) === pinned))
      .filter(run => until === undefined || run.started_at <= until)
      .filter(() => pinned || this.matchless === null || !sql.includes(`(${this.matchless})`))
      .sort((a, b) => b.started_at.localeCompare(a.started_at));
    const names = [...Object.keys(COLUMNS), 'total', 'newest', 'listed'];
    const all: { [column: string]: Cell } = {
      total: rows.length,
      listed: this.matchless === null || !sql.includes(`(${this.matchless})`),
      newest: rows[0]?.started_at ?? null
    };
    return result(
      Object.fromEntries(names.map(name => [name, 'VARCHAR'])),
      rows.map(row => names.map(name => row[name] ?? COLUMNS[name] ?? all[name] ?? null))
    );
  }

  private _after(time: string): IFakeRun[] {
    return this.runs.filter(run => run.started_at > time);
  }
}

/** A sidebar in the page; `executed` tells the commands that it gave. */
export async function mountSidebar(companion: FakeCompanion) {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  const executed: { id: string; args: unknown }[] = [];
  const commands = new CommandRegistry();
  for (const id of [
    'open-run',
    'hide-runs',
    'compare-selected-runs',
    'tag-runs',
    'set-autoload',
    'restart-companion'
  ]) {
    commands.addCommand(`nbtrail:${id}`, { execute: args => void executed.push({ id, args }) });
  }
  const trail = {
    connector: companion,
    colours: {
      colour: () => '#0b47e5',
      within: (ids: string[]) => new Map(ids.map(id => [id, '#0b47e5'])),
      changed: new Signal({})
    },
    currentNotebook: null,
    currentKernel: null,
    currentNotebookChanged: new Signal({}),
    server: { autoload: async () => false, placeNotebook: async () => 0, findNotebook: async () => null }
  } as unknown as ITrail;
  const model = new SidebarModel(trail, '/work');
  const host = document.body.appendChild(document.createElement('div'));
  const root = createRoot(host);
  const trans = nullTranslator.load('nbtrail');
  const settle = async (milliseconds = 300) => {
    await act(() => new Promise(resolve => setTimeout(resolve, milliseconds)));
  };
  act(() => {
    root.render(
      <ViewContext.Provider value={{ trail, commands, trans, highlighter: null }}>
        <SidebarContext.Provider value={model}>
          <SidebarView />
        </SidebarContext.Provider>
      </ViewContext.Provider>
    );
    model.visible = true;
  });
  await settle();
  await settle();
  return {
    host,
    model,
    executed,
    settle,
    names: () => [...host.querySelectorAll('.nt-RunRow-name bdi')].map(node => node.textContent),
    options: () => [...host.querySelectorAll<HTMLElement>('[role=option]')],
    unmount: () => {
      act(() => root.unmount());
      model.dispose();
      host.remove();
    }
  };
}
