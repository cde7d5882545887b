/** The real companion over a store of a test file's own, and the extension's connection to it. */
import { FieldJournal } from '../../server/tests/fieldJournal';
import { Home } from '../../server/tests/support';
import { SocketConnector } from '../companion/socketConnector';
import { eventually } from './eventually';
import { Network } from './network';

export class Companion {
  /** Starts one; {@link dispose} ends it. */
  static async start(): Promise<Companion> {
    const companion = new Companion();
    await companion.home.start();
    return companion;
  }

  readonly home = new Home();
  readonly network = new Network(() => this.home.file());

  /** A connector of its own, which is disposed with the companion. */
  connect(): SocketConnector {
    const connector = new SocketConnector(this.network.settings);
    this._connectors.push(connector);
    return connector;
  }

  /** A session whose runs go to a project; its facts are applied as they are appended. */
  session(project: string, notebook = '/nb/a.ipynb'): FieldJournal {
    const place = { user: 'ann', host: 'lab-1', python: '3.11.7', notebook, project };
    return new FieldJournal(this.home.path, `s${++this._sessions}`, place, BEGIN);
  }

  /** Waits until everything that was journalled can be read. */
  async sync(): Promise<void> {
    await this.home.ask('sync');
  }

  /** Takes the companion away from a connector for as long as it takes to count as off. */
  async lose(connector: SocketConnector): Promise<void> {
    await eventually(() => expect(connector.state).toBe('on'));
    jest.useFakeTimers({ doNotFake: REAL_TIMERS });
    try {
      this.network.cut();
      while (connector.state !== 'off') {
        await jest.advanceTimersByTimeAsync(1000);
      }
    } finally {
      jest.useRealTimers();
    }
  }

  /** Makes a change, and waits until those who watch what it concerns were told of it. */
  async told(change: () => void): Promise<void> {
    const witness = new SocketConnector(new Network(() => this.home.file()).settings);
    const abort = new AbortController();
    let answers = 0;
    const watching = witness.watch(
      { type: 'watch', sql: EVERYTHING, every_ms: 500 },
      () => void answers++,
      abort.signal
    );
    await eventually(() => expect(answers).toBe(1));
    change();
    await eventually(() => expect(answers).toBeGreaterThan(1));
    abort.abort();
    await watching;
    witness.dispose();
  }

  async dispose(): Promise<void> {
    this._connectors.forEach(connector => connector.dispose());
    await this.home.dispose();
  }

  private readonly _connectors: SocketConnector[] = [];
  private _sessions = 0;
}

/** What any run, its end and any value of a metric changes. */
const EVERYTHING = `SELECT (SELECT count(*) FROM runs), (SELECT count(*) FROM runs WHERE status = 'running'),
  (SELECT sum(count) FROM metric_summary)`;

/** All but those of a connector, so that what is real still happens. */
const REAL_TIMERS: FakeableAPI[] = [
  'Date',
  'performance',
  'nextTick',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'requestIdleCallback',
  'cancelIdleCallback'
];

/** 2026-11-24T08:00:00Z, in seconds. */
export const BEGIN = Date.UTC(2026, 10, 24, 8) / 1000;
