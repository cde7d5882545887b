/** Runs of one project, journalled as a notebook does, for the companion to apply. */
import type { FieldJournal } from '../../server/tests/fieldJournal';
import { BEGIN, type Companion } from './companion';

interface IRunOptions {
  name?: string;
  params?: { [key: string]: number | string };
  /** Of each step that was logged. */
  metrics?: { [step: number]: { [key: string]: number } };
  /** Seconds since the epoch; otherwise minutes after the project began, as many as its number. */
  began?: number;
  /** Other than the history's. */
  project?: string;
  totalSteps?: number;
  /** Null: it goes on. */
  status?: 'finished' | 'failed' | null;
}

let histories = 0;

/** A project that begins a day after the one made before, so that it is the newest of the store. */
export class History {
  constructor(companion: Companion) {
    const number = ++histories;
    this.project = `project-${number}`;
    this.began = BEGIN + number * 86_400;
    this.notebook = `${this.project}.ipynb`;
    this.session = companion.session(this.project, `/nb/${this.notebook}`);
  }

  readonly project: string;
  /** Relative to the folder `/nb`. */
  readonly notebook: string;
  /** Seconds since the epoch. */
  readonly began: number;
  readonly session: FieldJournal;

  id(number: number): string {
    return `${this.project}-r${number}`;
  }

  /** A run of twelve seconds, called `run-1` and so on, which reached 0.9. */
  run(number: number, options: IRunOptions = {}): this {
    const {
      name = `run-${number}`,
      params = {},
      metrics = { 3: { 'val/acc': 0.9 } },
      began = this.began + number * 60,
      project = this.project,
      totalSteps = null,
      status = 'finished'
    } = options;
    const run_id = this.id(number);
    this.session.run(began, run_id, name, params, { project, total_steps: totalSteps });
    Object.entries(metrics).forEach(([step, values]) => this.log(number, Number(step), values, began + 1));
    if (status !== null) {
      this.session.end(began + 12, run_id, status);
    }
    return this;
  }

  log(number: number, step: number, values: { [key: string]: number }, time = this.began + 3600): this {
    this.session.fact(time, 'metrics', { run_id: this.id(number), step, n: 0, values });
    return this;
  }

  /** Ends a run that goes on, so many seconds after it began. */
  end(number: number, seconds: number): this {
    this.session.end(this.began + number * 60 + seconds, this.id(number));
    return this;
  }

  /** Appends a fact about a run, as of an hour after the project began. */
  fact(k: string, number: number, fields: object): this {
    this.session.fact(this.began + 3600, k, { run_id: this.id(number), ...fields });
    return this;
  }

  baseline(number: number): this {
    return this.fact('baseline_set', number, { project: this.project });
  }
}
