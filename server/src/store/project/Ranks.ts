/**
 * Runs that several processes make together. Each says how its part stands; the
 * run stands as the worst of them: failed, killed, interrupted, running, finished.
 *
 * Of each rank the writer that began last counts, and ranks beyond the size that
 * was told last count no more: a job that was started anew may be smaller.
 */
import type { Context } from './Context';
import type { Stage } from '../merge/Stage';

/** How a rank stands, as the table has it. */
export interface IRank {
  run_id: string;
  rank: number;
  stated_by: string;
  stated_status: string;
  stated_at: number;
  error_name: string | null;
  error_value: string | null;
  writer_id: string;
  presumed_at: number | null;
  lived_at: number | null;
  /** Of the run: processes, as told last, and by which stamp; null when it goes on as one. */
  world_size: number | null;
  held_by: string;
}

interface ITogether {
  held_by: string;
  size: number | null;
  parts: Map<number, IRank>;
}

const WORST_FIRST = ['failed', 'killed', 'interrupted', 'running', 'finished'];
const STATEMENTS = new Set(['run_started', 'run_resumed', 'run_ended']);

export class Ranks {
  constructor(rows: readonly IRank[]) {
    for (const row of rows) {
      const run = this.run(row.run_id);
      run.held_by = row.held_by;
      run.size = row.world_size;
      run.parts.set(row.rank, row);
    }
  }

  /** A fact that was found good. */
  apply(fact: Context): void {
    const run_id = fact.fact.run_id;
    if (typeof run_id !== 'string') {
      return;
    }
    const rank = STATEMENTS.has(fact.fact.k) ? fact.whole('rank') : null;
    if (rank === null && !this.runs.has(run_id)) {
      return;
    }
    const run = this.run(run_id);
    this.changed.add(run_id);
    if (fact.isPresumed) {
      const part = rank === null ? undefined : run.parts.get(rank);
      if (part) {
        part.presumed_at = Math.max(part.presumed_at ?? 0, fact.at);
      }
      return;
    }
    if (fact.fact.k !== 'run_ended' && STATEMENTS.has(fact.fact.k) && fact.order > run.held_by) {
      run.held_by = fact.order;
      run.size = rank === null ? null : worldSize(fact, rank);
    }
    if (rank !== null && fact.order > (run.parts.get(rank)?.stated_by ?? '')) {
      const known = run.parts.get(rank);
      run.parts.set(rank, {
        run_id,
        rank,
        stated_by: fact.order,
        stated_status: fact.text('status') ?? 'running',
        stated_at: fact.at,
        error_name: fact.text('error_name'),
        error_value: fact.text('error_value'),
        writer_id: fact.writerId,
        presumed_at: known?.presumed_at ?? null,
        lived_at: known?.lived_at ?? null,
        world_size: null,
        held_by: ''
      });
    }
    this.live(run_id, fact.writerId, fact.moment);
  }

  /** The writer spoke of the run, at this time in microseconds. */
  live(runId: string, writerId: string, at: number): void {
    for (const part of this.runs.get(runId)?.parts.values() ?? []) {
      if (part.writer_id === writerId && at > (part.lived_at ?? 0)) {
        part.lived_at = at;
        this.changed.add(runId);
      }
    }
  }

  /** Write what changed into the stage. */
  settle(stage: Stage): void {
    for (const runId of this.changed) {
      const { size, parts } = this.run(runId);
      for (const {
        rank,
        stated_by,
        stated_status,
        stated_at,
        error_name,
        error_value,
        writer_id,
        presumed_at,
        lived_at
      } of parts.values()) {
        const key = { run_id: runId, rank };
        const stated = { writer_id, stated_status, stated_at, error_name, error_value };
        stage.put('run_rank', key, 'stated', stated_by, stated);
        stage.raise('run_rank', key, { ...(presumed_at && { presumed_at }), ...(lived_at && { lived_at }) });
      }
      const all = [...parts.values()]
        .filter(({ rank }) => rank < (size ?? 0))
        .map(part => ({ ...part, ...standing(part) }));
      const place = ({ status, rank }: (typeof all)[number]): number => WORST_FIRST.indexOf(status) * 1e9 + rank;
      const [worst] = all.sort((one, other) => place(one) - place(other));
      stage.put('run', { run_id: runId }, 'together', ' ', {
        ranks_status: worst?.status ?? null,
        ranks_ended_at: all.some(({ ended }) => ended === null)
          ? null
          : Math.max(...all.map(({ ended }) => ended ?? 0)),
        ranks_error_name: worst?.error_name ?? null,
        ranks_error_value: worst?.error_value ?? null
      });
    }
    this.changed.clear();
  }

  private run(runId: string): ITogether {
    const known = this.runs.get(runId) ?? { held_by: '', size: null, parts: new Map<number, IRank>() };
    this.runs.set(runId, known);
    return known;
  }

  private readonly runs = new Map<string, ITogether>();
  private readonly changed = new Set<string>();
}

/** Processes that make the run, as one of them says. */
export function worldSize(fact: Context, rank: number): number {
  return Math.max(fact.whole('world_size') ?? 0, rank + 1);
}

function standing({ stated_status, stated_at, presumed_at, lived_at }: IRank): {
  status: string;
  ended: number | null;
} {
  if (stated_status !== 'running') {
    return { status: stated_status, ended: stated_at };
  }
  const killed = presumed_at !== null && presumed_at >= (lived_at ?? 0);
  return { status: killed ? 'killed' : 'running', ended: killed ? presumed_at : null };
}
