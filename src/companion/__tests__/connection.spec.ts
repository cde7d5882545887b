import '../../__tests__/jsdomGaps';

import { Companion } from '../../__tests__/companion';
import { eventually } from '../../__tests__/eventually';
import { History } from '../../__tests__/history';
import type { SocketConnector } from '../socketConnector';
import type { Cell } from '../wire';

let companion: Companion;
let connector: SocketConnector;

beforeAll(async () => {
  companion = await Companion.start();
});

afterAll(() => companion.dispose());

beforeEach(async () => {
  connector = companion.connect();
  await eventually(() => expect(connector.state).toBe('on'));
});

afterEach(() => {
  companion.network.mend();
  connector.dispose();
});

const ask = async (sql: string, more: { limit?: number } = {}, signal?: AbortSignal) =>
  (await connector.request({ type: 'query', sql, ...more }, signal)).data;

describe('the connection to the companion', () => {
  it('answers what was asked while it was down as soon as it is back', async () => {
    companion.network.cut();
    await eventually(() => expect(connector.state).toBe('connecting'));
    const answer = ask('select 1 + 1');
    companion.network.mend();
    expect(await answer).toEqual([[2]]);
    expect(connector.state).toBe('on');
  });

  it('tells who watches what was recorded while it was down once it is back', async () => {
    const seen: Cell[][] = [];
    const abort = new AbortController();
    const sql = 'select run_id from runs';
    const watching = connector.watch(
      { type: 'watch', sql },
      ({ data }) => void seen.splice(0, 1, data[0]!),
      abort.signal
    );
    await eventually(() => expect(seen).toEqual([[]]));
    companion.network.cut();
    await eventually(() => expect(connector.state).toBe('connecting'));
    const history = new History(companion).run(1);
    companion.network.mend();
    await eventually(() => expect(seen).toEqual([[history.id(1)]]));
    abort.abort();
    await watching;
  });

  it('is off after ten seconds without a companion, refuses questions then, and comes back by itself', async () => {
    await companion.lose(connector);
    await expect(ask('select 1')).rejects.toMatchObject({ code: 'NT501' });
    companion.network.mend();
    window.dispatchEvent(new Event('online'));
    await eventually(() => expect(connector.state).toBe('on'));
    expect(await ask('select 1')).toEqual([[1]]);
  });

  it('brings answers of any length', async () => {
    const [numbers] = await ask('select range from range(200000)', { limit: 1_000_000 });
    expect(numbers).toHaveLength(200_000);
    const [texts] = await ask("select repeat('x', 5000) from range(5000)");
    expect(texts).toHaveLength(5000);
  });

  it('gives an answer as a file', async () => {
    const file = await connector.file({ type: 'query', sql: 'select 1' }, 'application/vnd.apache.parquet');
    expect(file.size).toBeGreaterThan(100);
  });

  it('ends a question that is given up, and has the companion stop it', async () => {
    const abort = new AbortController();
    const slow = ask('select count(*) from range(100000000000) as t(i) where sin(i) > 2', {}, abort.signal);
    await eventually(() => expect(companion.network.sent.at(-1)).toMatchObject({ type: 'query' }));
    abort.abort();
    await expect(slow).rejects.toMatchObject({ code: 'NT306' });
    expect(companion.network.sent.at(-1)).toMatchObject({ type: 'cancel' });
    expect(await ask('select 1')).toEqual([[1]]);
  });
});
