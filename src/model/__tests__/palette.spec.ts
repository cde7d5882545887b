import type { CompanionError } from '../../companion/error';
import { FakeConnector, result } from '../../sql/__tests__/fakeConnector';
import { Colours, DARK, LIGHT, NEUTRAL } from '../palette';

/** Colours over a store whose runs `r0`, `r1`, … began in this order; settled once asked for. */
function stored(): { colours: Colours; known: (ids: string[]) => Promise<void> } {
  const connector = new FakeConnector();
  connector.answer = ({ sql }) => {
    const ids = [...new Set(sql.match(/(?<=')r\d+(?=')/g) ?? [])];
    return result(
      { run_id: 'VARCHAR', place: 'BIGINT' },
      ids.map(id => [id, Number(id.slice(1))])
    ) as never as CompanionError;
  };
  const colours = new Colours(connector, () => true);
  const known = (ids: string[]): Promise<void> =>
    new Promise(done => {
      colours.changed.connect(() => done());
      colours.within(ids);
    });
  return { colours, known };
}

const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `r${index}`);

describe('colours', () => {
  it('are neutral until the store has said where a run stands, then its own', async () => {
    const { colours, known } = stored();
    expect(colours.colour('r3')).toBe(NEUTRAL);
    await known(['r3']);
    expect(colours.colour('r3')).toBe(LIGHT[3]);
  });

  it('of twenty-four runs of a project all differ, and a later page gives the same', async () => {
    const [one, other] = [stored(), stored()];
    await one.known(ids(24));
    await other.known(ids(24).reverse());
    expect(new Set(one.colours.within(ids(24)).values()).size).toBe(24);
    expect(ids(24).map(id => one.colours.colour(id))).toEqual(ids(24).map(id => other.colours.colour(id)));
  });

  it('never collide within a view: the later run gives way', async () => {
    const { colours, known } = stored();
    await known(['r1', 'r25', 'r49']);
    const view = colours.within(['r49', 'r25', 'r1']);
    expect(view.get('r1')).toBe(LIGHT[1]);
    expect(new Set(view.values()).size).toBe(3);
  });

  it('in a view of more runs than colours go to the chosen ones and then the first, the rest is neutral', async () => {
    const { colours, known } = stored();
    await known(ids(24));
    await known(['r59']);
    const view = colours.within(ids(60), ['r59']);
    const coloured = [...view].filter(([, colour]) => colour !== NEUTRAL);
    expect(coloured.length).toBe(24);
    expect(new Set(coloured.map(([, colour]) => colour)).size).toBe(24);
    expect(view.get('r59')).not.toBe(NEUTRAL);
    expect(view.get('r30')).toBe(NEUTRAL);
  });

  it('are twenty-four different ones in each theme', () => {
    expect(new Set(LIGHT).size).toBe(24);
    expect(new Set(DARK).size).toBe(24);
  });
});
