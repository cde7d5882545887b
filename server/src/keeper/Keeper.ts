/**
 * Keeps a companion running, whatever happens to the process that has the database
 * open: this process listens, starts that one, and starts it again when a
 * question has ended it or had to be ended with it. What reads other people's SQL
 * never runs here.
 *
 * A question that outlives its deadline by seconds is gone for good: the database
 * process is killed, which loses nothing that was committed, and the others are
 * asked again by their clients (connections wait meanwhile, see Listener). Blame tells
 * which questions are not asked again.
 *
 * One companion a store: the lock on the database file decides, and beside it
 * whether a process listens. One that finds the store in use exits, so that whoever
 * started it uses the other; one in standby waits behind that one, and takes over
 * when it is gone.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { TrailError } from '../errors';
import { isServed } from '../http/isServed';
import { Blame } from './Blame';
import { DatabaseProcess, type IExit } from './DatabaseProcess';
import { Listener } from './Listener';
import { lastInFlight } from './InFlight';
import { EXIT, type ToKeeper } from './messages';

const STANDBY_MS = 500;
/** Time in which another may take the store from one that stepped back. */
const STEP_BACK_MS = 3_000;
/** Time in which the database process has to begin shutting down when asked to. */
const HEARING_MS = 3_000;
/** Time that an orderly shutdown may take: most of it moves DuckDB's log into the file. */
const LEAVING_MS = 30_000;
/** Time between two checks for a message of the database process, and checks without one after which it is ended. */
const LOOK_MS = 2_000;
const MAX_SILENT_CHECKS = 15;
/** Time for which a store whose owner does not listen is tried: it may be just leaving, or just coming. */
const PATIENCE_MS = 12_000;
const TRY_AGAIN_MS = 100;
const MAX_PAUSE_MS = 1_000;
/** Time for the database process's first message; without threads it never comes. */
const FIRST_WORD_MS = 60_000;
/** Times that the database process is started again after it ended for an unknown reason. */
const MAX_DEATHS = 4;
/** One that ran so long ended for another reason than the one before. */
const LONG_LIFE_MS = 10 * 60_000;

type End = 'ended' | 'failed' | 'taken';

export namespace Keeper {
  export interface IOptions {
    home: string;
    port: number;
    standby: boolean;
    log: (line: string) => void;
  }
}

export class Keeper {
  constructor(private readonly options: Keeper.IOptions) {}

  /** @returns the exit code */
  async serve(): Promise<number> {
    const { home, standby } = this.options;
    const patience = performance.now() + PATIENCE_MS;
    for (let wait = TRY_AGAIN_MS; ; wait = Math.min(2 * wait, MAX_PAUSE_MS)) {
      const found = await isServed(home);
      const end = found ? 'taken' : await this.keep();
      if (end === 'failed') {
        return 1;
      }
      if (end === 'ended') {
        if (this.isLeaving || !standby) {
          return 0;
        }
        await pause(STEP_BACK_MS);
      } else if (standby) {
        await pause(STANDBY_MS);
      } else if (found || performance.now() > patience) {
        return 0;
      } else {
        await pause(wait);
      }
    }
  }

  /** Shut down. */
  end(): void {
    this.isLeaving = true;
    if (this.database) {
      this.leave(this.database);
    } else {
      process.exit(0);
    }
  }

  /** Run one database process after the other, until one ends in order. */
  private async keep(): Promise<End> {
    const { home, port, standby, log } = this.options;
    const token = randomBytes(32).toString('hex');
    const listener = new Listener({ home, port, token });
    const blame = new Blame();
    let [isOpen, isEnding, deaths] = [false, false, 0];
    let opening: Promise<void> | undefined;
    try {
      for (;;) {
        let [isReady, isDeaf, silentLooks] = [false, false, 0];
        const began = performance.now();
        const { refused, suspected } = blame;
        const database = new DatabaseProcess(
          home,
          { type: 'begin', token, stays: standby, refused, suspected },
          (message: ToKeeper) => {
            silentLooks = 0;
            clearTimeout(firstWord);
            switch (message.type) {
              case 'ready':
                isReady = true;
                opening ??= listener.open().then(() => {
                  isOpen = true;
                });
                opening.then(
                  () => listener.passTo(database),
                  error => {
                    log(TrailError.from(error).toLine());
                    database.kill();
                  }
                );
                break;
              case 'checked':
                if (isOpen && !isEnding && !listener.isFound) {
                  log('The socket is not there any more, or is another companion’s: this companion exits');
                  this.leave(database);
                }
                break;
              case 'leaving':
                isEnding = true;
                clearTimeout(this.deafness);
                listener.close();
                setTimeout(() => database.kill(), LEAVING_MS).unref();
                break;
              case 'stuck':
                log('A query could not be stopped: the database process is ended and started again');
                isDeaf = true;
                blame.refuse(message.question);
                database.kill();
                break;
              case 'cleared':
                blame.clear(message.question);
            }
          }
        );
        this.database = database;
        const firstWord = setTimeout(() => database.kill(), FIRST_WORD_MS);
        // Checks are counted, not time: this process may have been suspended, too.
        const watch = setInterval(() => {
          silentLooks += isReady ? 1 : 0;
          if (silentLooks === MAX_SILENT_CHECKS) {
            log('The database process has not responded for half a minute: it is ended and started again');
            database.kill();
          }
        }, LOOK_MS);
        const exit = await database.exited;
        clearInterval(watch);
        clearTimeout(firstWord);
        this.database = null;
        const wasTold = this.deafness !== undefined;
        clearTimeout(this.deafness);
        this.deafness = undefined;
        listener.hold(database.orphans);
        if (exit.refused !== null) {
          log(refusal(exit.refused).toLine());
        }
        if (isEnding || wasTold || exit.code === 0) {
          return exit.code === EXIT.failed ? 'failed' : 'ended';
        }
        if (!isOpen) {
          return exit.code === EXIT.taken ? 'taken' : 'failed';
        }
        if (exit.code === EXIT.failed || this.isLeaving) {
          return exit.code === EXIT.failed ? 'failed' : 'ended';
        }
        const isExplained = isDeaf || (isReady && blame.died(lastInFlight(home), isCrash(exit)));
        deaths = isExplained ? 0 : performance.now() - began > LONG_LIFE_MS ? 1 : deaths + 1;
        if (deaths > MAX_DEATHS) {
          return 'failed';
        }
        log(`The database process has ended (${exit.signal ?? `exit code ${exit.code}`}) and is started again`);
        await pause(deaths && TRY_AGAIN_MS * 2 ** deaths);
      }
    } finally {
      listener.dispose();
    }
  }

  /** Have it shut down; one that does not react is killed, or it would outlive this process. */
  private leave(database: DatabaseProcess): void {
    database.send({ type: 'end' });
    this.deafness ??= setTimeout(() => database.kill(), HEARING_MS);
  }

  /** Runs from when the database process is asked to shut down. */
  private deafness: NodeJS.Timeout | undefined;
  private database: DatabaseProcess | null = null;
  private isLeaving = false;
}

function refusal(reason: string): TrailError {
  return new TrailError('NT502', `The database process could not be started: ${reason}`, {
    hint: 'This user may have too many processes or open files: end some, and ask again.'
  });
}

/** Whether the process crashed, rather than being ended from outside. */
function isCrash({ code, signal }: IExit): boolean {
  return signal === null ? code !== 0 : !['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'].includes(signal);
}
