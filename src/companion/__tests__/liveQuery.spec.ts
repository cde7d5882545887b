import { Signal } from '@lumino/signaling';

import type { ConnectionState, IConnector } from '../connector';
import type { IChangedPush, IResult, IResults, RequestBody } from '../wire';
import { LiveQuery } from '../liveQuery';

/** A connector whose answers the test gives. */
class Asked implements IConnector {
  readonly state = 'on' as const;
  readonly stateChanged: Signal<IConnector, ConnectionState> = new Signal(this);
  readonly changed: Signal<IConnector, IChangedPush> = new Signal(this);
  readonly open: {
    sql: string;
    answer: (value: number) => void;
    fail: (error: Error) => void;
    signal?: AbortSignal;
  }[] = [];
  count = 0;

  request<T extends RequestBody>(body: T, signal?: AbortSignal): Promise<IResults[T['type']]> {
    this.count++;
    return new Promise((resolve, reject) => {
      this.open.push({
        sql: 'sql' in body ? body.sql : '',
        signal,
        answer: value => resolve({ data: [[value]], columns: [], row_count: 1 } as unknown as IResults[T['type']]),
        fail: reject
      });
    });
  }

  watch(): Promise<void> {
    throw new Error('a live query never watches');
  }

  file(): Promise<Blob> {
    throw new Error('a live query asks for no file');
  }

  push(views: string[], runs: string[] | null): void {
    this.changed.emit({ type: 'changed', version: 1, views, runs });
  }
}

const read = (result: IResult) => result.data[0][0] as number;

function setUp(runs: string[] | null = ['r1']) {
  const connector = new Asked();
  const query = new LiveQuery({ connector, read, views: ['metrics'], runs });
  return { connector, query };
}

/** Lets timers of up to `ms` and then promises run. */
async function pass(ms: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(ms);
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('a live query', () => {
  it('asks again when a run that it shows changed, and not for others', async () => {
    const { connector, query } = setUp();
    query.ask({ sql: 'a', params: {} });
    await pass(1);
    connector.open[0].answer(1);
    await pass(300);
    connector.push(['metrics'], ['other']);
    connector.push(['cells'], ['r1']);
    await pass(300);
    expect(connector.count).toBe(1);
    connector.push(['metrics'], ['r1']);
    await pass(300);
    expect(connector.count).toBe(2);
    query.dispose();
  });

  it('asks at most four times a second, one request at a time, and catches up', async () => {
    const { connector, query } = setUp();
    query.ask({ sql: 'a', params: {} });
    for (let i = 0; i < 100; i++) {
      await pass(10);
      connector.push(['metrics'], ['r1']);
      connector.open.pop()?.answer(i);
    }
    expect(connector.count).toBeLessThanOrEqual(5);
    await pass(500);
    connector.open.pop()?.answer(1000);
    await pass(1);
    expect(query.value).toBe(1000);
    query.dispose();
  });

  it('does nothing while nobody looks, and catches up when somebody does', async () => {
    const { connector, query } = setUp();
    query.setVisible(false);
    query.ask({ sql: 'a', params: {} });
    connector.push(['metrics'], null);
    await pass(1000);
    expect(connector.count).toBe(0);
    query.setVisible(true);
    await pass(1);
    expect(connector.count).toBe(1);
    query.dispose();
  });

  it('cancels the old statement and never shows its answer', async () => {
    const { connector, query } = setUp();
    query.ask({ sql: 'old', params: {} });
    await pass(1);
    query.ask({ sql: 'new', params: {} });
    await pass(1);
    const [old, fresh] = connector.open;
    expect(old.signal?.aborted).toBe(true);
    fresh.answer(2);
    old.answer(1);
    await pass(1);
    expect(query.value).toBe(2);
    query.dispose();
  });

  it('keeps the last good value when an asking fails, and forgets the error when one succeeds', async () => {
    const { connector, query } = setUp();
    query.ask({ sql: 'a', params: {} });
    await pass(1);
    connector.open[0].answer(7);
    await pass(300);
    query.refresh();
    await pass(1);
    connector.open[1].fail(new Error('off'));
    await pass(1);
    expect([query.value, query.error?.message]).toEqual([7, 'off']);
    query.refresh();
    await pass(1);
    connector.open[2].answer(8);
    await pass(1);
    expect([query.value, query.error]).toEqual([8, undefined]);
    query.dispose();
  });

  it('is silent after its end', async () => {
    const { connector, query } = setUp();
    query.ask({ sql: 'a', params: {} });
    query.dispose();
    connector.push(['metrics'], ['r1']);
    await pass(1000);
    expect(connector.count).toBe(0);
  });
});
