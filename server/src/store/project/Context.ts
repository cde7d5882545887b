import type { IFactLine } from '../../journal/Fact';
import { Fields } from '../merge/fields';
import { micros, stamp } from '../merge/stamp';
import type { Stage } from '../merge/Stage';

/** A fact on its way into the tables: its fields, its stamp, who wrote it, and where to write. */
export class Context extends Fields {
  constructor(
    readonly stage: Stage,
    readonly line: IFactLine,
    readonly writerId: string,
    /** The writer's number in the tables. */
    readonly writerNumber: number,
    /** Written by a companion: its word on how others ended is a conclusion. */
    readonly isPresumed: boolean,
    /** Its time, in microseconds, or what keeps it behind its writer's facts before, whose clock may have been set back. */
    readonly moment: number
  ) {
    super(line.fact);
    this.at = micros(line.fact.t);
    this.by = stamp(line.fact.t, writerId, line.fact.seq);
    this.order = stamp(moment / 1e6, writerId, line.fact.seq);
  }

  /** The run of the fact, which this fact shows to be alive. */
  livingRun(): { run_id: string } {
    const run = this.run();
    if (!this.isPresumed) {
      this.stage.put('run', run, 'lived', this.order, { lived_at: this.moment, speaker: this.writerId });
    }
    return run;
  }

  /** The run of the fact. */
  run(): { run_id: string } {
    const run = { run_id: this.id('run_id') };
    this.stage.raise('run', run, { touched_at: this.at });
    return run;
  }

  /** Microseconds since the epoch. */
  readonly at: number;
  readonly by: string;
  /** The stamp of what one writer says of the same thing again and again. */
  readonly order: string;
}
