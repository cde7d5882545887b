/**
 * Keeps a companion there, whatever happens to the process that has the database
 * open: this process holds the doors, starts that one, and starts it anew when a
 * question has ended it or had to be ended with it. What reads other people's SQL
 * never runs here.
 *
 * A question that outlives its deadline by seconds is gone for good: the database
 * process is killed, which loses nothing that was committed, and the others are
 * asked again by their clients (connections wait meanwhile, see Listener). Blame tells
 * which questions are not asked again.
 *
 * One companion a store: the lock on the database file decides, and beside it
 * whether somebody listens. One that finds the store taken leaves, so that who
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
/** Time in which the database process begins to go away when it is told to. */
const HEARING_MS = 3_000;
/** Time that going away in order may take: moving DuckDB's log into the file is the longest of it. */
const LEAVING_MS = 30_000;
/** Time between two looks at whether the database process has said anything, and looks without a word that are too many. */
const LOOK_MS = 2_000;
const MAX_SILENT_CHECKS = 15;
/** Time for which a store whose owner does not listen is tried: it may be just leaving, or just coming. */
const PATIENCE_MS = 12_000;
const TRY_AGAIN_MS = 100;
const MAX_PAUSE_MS = 1_000;
/** Time for the database process's first word; without threads it never comes. */
const FIRST_WORD_MS = 60_000;
/** Times that the database process is started anew after it ended for no reason that is known. */
const MAX_DEATHS = 4;
/** One that lived so long died of something new. */
const LONG_LIFE_MS = 10 * 60_000;

type End = 'ended' | 'failed' | 'taken';

export namespace Keeper {
  export interface IOptions {
    home: string;
    port: number;
    standby: boolean;
    say: (line: string) => void;
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

  /** Go away. */
  end(): void {
    this.isLeaving = true;
    if (this.database) {
      this.leave(this.database);
    } else {
      process.exit(0);
    }
  }

  /** Have one database process after the other, until one ends as it should. */
  private async keep(): Promise<End> {
    const { home, port, standby, say } = this.options;
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
                    say(TrailError.from(error).toLine());
                    database.kill();
                  }
                );
                break;
              case 'looked':
                if (isOpen && !isEnding && !listener.isFound) {
                  say('The socket is not there any more, or is another companion’s: this companion exits');
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
                say('A query could not be stopped: the database process is ended and started again');
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
        // Looks are counted, and not time: this process may have been stopped, too.
        const watch = setInterval(() => {
          silentLooks += isReady ? 1 : 0;
          if (silentLooks === MAX_SILENT_CHECKS) {
            say('The database process has not responded for half a minute: it is ended and started again');
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
          say(refusal(exit.refused).toLine());
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
        say(`The database process has ended (${exit.signal ?? `exit code ${exit.code}`}) and is started again`);
        await pause(deaths && TRY_AGAIN_MS * 2 ** deaths);
      }
    } finally {
      listener.dispose();
    }
  }

  /** Have it go away; one that hears nothing is ended, and would outlive this process otherwise. */
  private leave(database: DatabaseProcess): void {
    database.send({ type: 'end' });
    this.deafness ??= setTimeout(() => database.kill(), HEARING_MS);
  }

  /** Runs from when the database process is told to go away. */
  private deafness: NodeJS.Timeout | undefined;
  private database: DatabaseProcess | null = null;
  private isLeaving = false;
}

function refusal(reason: string): TrailError {
  return new TrailError('NT502', `The database process could not be started: ${reason}`, {
    hint: 'This user may have too many processes or open files: end some, and ask again.'
  });
}

/** Whether the process ended by something that it did, rather than by somebody. */
function isCrash({ code, signal }: IExit): boolean {
  return signal === null ? code !== 0 : !['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'].includes(signal);
}
