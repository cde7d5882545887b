/** A person's edits of runs; each is a fact in the companion's journal. */
import type { IConnector } from '../companion/connector';
import type { EditFact } from '../companion/wire';
import type { Goal } from '../core/metricKind';

export class Edits {
  constructor(private readonly _connector: IConnector) {}

  rename(runId: string, name: string): Promise<void> {
    return this._state([{ k: 'run_named', run_id: runId, name }]);
  }

  tag(runIds: readonly string[], add: string[], remove: string[] = []): Promise<void> {
    return this._state(runIds.map(run_id => ({ k: 'run_tagged', run_id, add, remove })));
  }

  note(runId: string, note: string): Promise<void> {
    return this._state([{ k: 'run_noted', run_id: runId, note }]);
  }

  archive(runIds: readonly string[], archived: boolean): Promise<void> {
    return this._state(runIds.map(run_id => ({ k: 'run_archived', run_id, archived })));
  }

  /** Mark the run that others of its project are compared with; `null` takes the mark away. */
  pin(project: string, runId: string | null): Promise<void> {
    return this._state([{ k: 'baseline_set', project, run_id: runId }]);
  }

  /** Define for all runs of a project in which direction a metric gets better; `null`: in none. */
  aim(project: string, key: string, goal: Goal): Promise<void> {
    return this._state([{ k: 'metric_defined', run_id: null, project, key, goal, summary: null }]);
  }

  hide(runIds: readonly string[], hidden: boolean): Promise<void> {
    return this._state(runIds.map(run_id => ({ k: 'run_shown', run_id, hidden })));
  }

  /**
   * Ask runs to stop, or interrupt them.
   *
   * @param by - where it is asked from, as in "stopped from JupyterLab".
   * @param now - interrupt their processes, too, where these are on the companion's machine.
   * @returns the runs whose process was interrupted
   */
  async stop(runIds: readonly string[], by: string, now = false): Promise<string[]> {
    const { interrupted } = await this._connector.request({ type: 'stop', run_ids: [...runIds], by, now });
    return interrupted;
  }

  private async _state(facts: EditFact[]): Promise<void> {
    await this._connector.request({ type: 'edit', facts });
  }
}
