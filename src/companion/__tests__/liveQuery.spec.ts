import '../../__tests__/jsdomGaps';

import { Companion } from '../../__tests__/companion';
import { eventually } from '../../__tests__/eventually';
import { History } from '../../__tests__/history';
import { LiveQuery } from '../liveQuery';
import type { SocketConnector } from '../socketConnector';
import type { IStatement } from '../statement';
import type { IResult } from '../wire';

let companion: Companion;
let connector: SocketConnector;
let history: History;
let query: LiveQuery<unknown>;

const read = (result: IResult): unknown => result.data[0]![0];
const counted = (): IStatement => ({
  sql: 'SELECT count(*) FROM metrics AS m JOIN runs AS r USING (run_id) WHERE r.project = $project',
  params: { project: history.project }
});
const shows = (value: unknown) => eventually(() => expect(query.value).toBe(value));
const asked = () => companion.network.questions.length;

beforeAll(async () => {
  companion = await Companion.start();
});

afterAll(() => companion.dispose());

beforeEach(async () => {
  history = new History(companion).run(1);
  await companion.sync();
  connector = companion.connect();
  query = new LiveQuery(connector, read);
});

afterEach(() => {
  query.dispose();
  connector.dispose();
  companion.network.mend();
});

describe('a live query', () => {
  it('has the answer, and each later one, for asking once', async () => {
    query.ask(counted());
    expect(query.loading).toBe(true);
    await shows(1);
    const before = asked();
    history.log(1, 4, { 'val/acc': 0.91 });
    await shows(2);
    history.log(1, 5, { 'val/acc': 0.92 });
    await shows(3);
    expect(asked()).toBe(before);
  });

  it('is silent where the answer stays the same', async () => {
    query.ask(counted());
    await shows(1);
    let changes = 0;
    query.changed.connect(() => void changes++);
    await companion.told(() => new History(companion).run(1));
    expect(changes).toBe(0);
  });

  it('does nothing while nobody looks, and catches up when somebody does', async () => {
    const before = asked();
    query.visible = false;
    query.ask(counted());
    await companion.told(() => history.log(1, 4, { 'val/acc': 0.91 }));
    expect([asked(), query.value]).toEqual([before, undefined]);
    query.visible = true;
    await shows(2);
    query.visible = false;
    await companion.told(() => history.log(1, 5, { 'val/acc': 0.92 }));
    expect(query.value).toBe(2);
  });

  it('never shows an answer to the statement before, and keeps its last one until there is another', async () => {
    query.ask(counted());
    await shows(1);
    companion.network.hold();
    query.ask({ sql: "SELECT 'old'", params: {} });
    await eventually(() => expect(companion.network.held).toBeGreaterThan(0));
    query.ask({ sql: "SELECT 'new'", params: {} });
    expect([query.value, query.isCurrent]).toEqual([1, false]);
    const seen: unknown[] = [];
    query.changed.connect(({ value }) => void seen.push(value));
    companion.network.release();
    await shows('new');
    expect(seen).toEqual(['new']);
  });

  it('keeps its last answer when there is none this time, and forgets the error when there is', async () => {
    query.ask({
      sql: `SELECT (CASE count(*) WHEN 2 THEN 'two' ELSE count(*)::VARCHAR END)::INTEGER FROM metrics WHERE run_id = $run`,
      params: { run: history.id(1) }
    });
    await shows(1);
    history.log(1, 4, { 'val/acc': 0.91 });
    await eventually(() => expect(query.error?.code).toBe('NT308'));
    expect(query.value).toBe(1);
    history.log(1, 5, { 'val/acc': 0.92 });
    await shows(3);
    expect(query.error).toBeUndefined();
  });

  it('says that the companion is off, and goes on by itself when it is back', async () => {
    query.ask(counted());
    await shows(1);
    await companion.lose(connector);
    await eventually(() => expect(query.error?.code).toBe('NT501'));
    history.log(1, 4, { 'val/acc': 0.91 });
    companion.network.mend();
    window.dispatchEvent(new Event('online'));
    await shows(2);
    expect(query.error).toBeUndefined();
  });

  it('lets go of the question at its end', async () => {
    query.ask(counted());
    await shows(1);
    query.dispose();
    expect(companion.network.sent.at(-1)).toMatchObject({ type: 'cancel' });
    await companion.told(() => history.log(1, 4, { 'val/acc': 0.91 }));
    expect(query.value).toBe(1);
  });
});
