import { Question } from '../panel/question';
import { FakeConnector, result } from './fakeConnector';

const asked = { sql: 'select count(*) as n from runs', offset: 0 };
const counted = (n: number) => result({ n: 'BIGINT' }, [[n]]);

async function answered(): Promise<{ connector: FakeConnector; question: Question; seen: unknown[] }> {
  const connector = new FakeConnector();
  connector.answer = () => counted(1);
  const question = new Question(connector);
  const seen: unknown[] = [];
  question.renewed.connect((_, { data }) => seen.push(data[0][0]));
  await question.ask(asked);
  return { connector, question, seen };
}

describe('a live question', () => {
  it('goes on with its answer until it is switched off', async () => {
    const { connector, question, seen } = await answered();
    question.live = true;
    const [watch] = connector.watched;
    expect(watch.request.sql).toBe(asked.sql);
    watch.onAnswer(counted(2));
    expect(question.result).toEqual(counted(2));
    question.live = false;
    expect(watch.signal.aborted).toBe(true);
    watch.onAnswer(counted(3));
    expect(seen).toEqual([2]);
  });

  it('follows the next question instead once that is answered', async () => {
    const { connector, question } = await answered();
    question.live = true;
    await question.ask({ sql: 'select 2', offset: 0 });
    const [before, after] = connector.watched;
    expect(before.signal.aborted).toBe(true);
    expect(after.request.sql).toBe('select 2');
    expect(after.signal.aborted).toBe(false);
    question.dispose();
    expect(after.signal.aborted).toBe(true);
  });

  it('says why it cannot go on', async () => {
    const { connector, question } = await answered();
    connector.watch = () => Promise.reject(new Error('too many'));
    question.live = true;
    await new Promise(resolve => setTimeout(resolve, 0));
    expect([question.live, question.error?.message]).toEqual([false, 'too many']);
  });
});
