import '../../__tests__/jsdomGaps';

import { Companion } from '../../__tests__/companion';
import { eventually } from '../../__tests__/eventually';
import { History } from '../../__tests__/history';
import type { SocketConnector } from '../../companion/socketConnector';
import { Question } from '../panel/question';

describe('a live question', () => {
  let companion: Companion;
  let connector: SocketConnector;
  let history: History;
  let question: Question;
  let seen: unknown[];

  beforeAll(async () => {
    companion = await Companion.start();
    connector = companion.connect();
  });

  afterAll(() => companion.dispose());

  beforeEach(async () => {
    history = new History(companion).run(1);
    await companion.sync();
    question = new Question(connector);
    seen = [];
    question.renewed.connect((_, { data }) => seen.push(data[0]![0]));
    await question.ask(counted());
  });

  afterEach(() => question.dispose());

  const counted = () => ({ sql: `select count(*) as n from runs where project = '${history.project}'`, offset: 0 });
  const watched = () => companion.network.sent.filter(({ type }) => type === 'watch');

  it('goes on with its answer until it is switched off', async () => {
    question.live = true;
    await eventually(() => expect(seen).toEqual([1]));
    history.run(2);
    await eventually(() => expect(question.result?.data).toEqual([[2]]));
    expect(watched().at(-1)).toMatchObject({ sql: counted().sql });
    question.live = false;
    await eventually(() => expect(companion.network.sent.at(-1)).toMatchObject({ type: 'cancel' }));
    await companion.told(() => history.run(3));
    expect(question.result?.data).toEqual([[2]]);
    expect(seen).toEqual([1, 2]);
  });

  it('follows the next question instead once that is answered', async () => {
    question.live = true;
    const newest = `select max(name) as newest from runs where project = '${history.project}'`;
    await question.ask({ sql: newest, offset: 0 });
    await eventually(() => expect(watched().at(-1)).toMatchObject({ sql: newest }));
    history.run(2);
    await eventually(() => expect(seen.at(-1)).toBe('run-2'));
    expect(seen).not.toContain(2);
    question.dispose();
    await eventually(() => expect(companion.network.sent.at(-1)).toMatchObject({ type: 'cancel' }));
  });

  it('says why it cannot go on', async () => {
    const sql = `select (case when count(*) > 1 then 'two' else '1' end)::int from runs
      where project = '${history.project}'`;
    await question.ask({ sql, offset: 0 });
    expect(question.result?.data).toEqual([[1]]);
    history.run(2);
    await companion.sync();
    question.live = true;
    await eventually(() => expect([question.live, question.error?.code]).toEqual([false, 'NT308']));
  });
});
