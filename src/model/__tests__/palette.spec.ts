import '../../__tests__/jsdomGaps';

import { Companion } from '../../__tests__/companion';
import { History } from '../../__tests__/history';
import type { SocketConnector } from '../../companion/socketConnector';
import { Colours, DARK, LIGHT, NEUTRAL } from '../palette';

let companion: Companion;
let connector: SocketConnector;
let id: (number: number) => string;

/** A store whose runs 0, 1, … began in this order. */
beforeAll(async () => {
  companion = await Companion.start();
  const history = new History(companion);
  for (let number = 0; number < 60; number++) {
    history.run(number, { metrics: {} });
  }
  id = number => history.id(number);
  connector = companion.connect();
  await companion.sync();
});

afterAll(() => companion.dispose());

/** Colours that ask the store; settled once their places are known. */
function stored(): { colours: Colours; known: (ids: string[]) => Promise<void> } {
  const colours = new Colours(connector, () => true);
  const known = (ids: string[]): Promise<void> =>
    new Promise(done => {
      colours.changed.connect(() => done());
      colours.within(ids);
    });
  return { colours, known };
}

const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => id(index));

describe('colours', () => {
  it('are neutral until the store has said where a run stands, then its own', async () => {
    const { colours, known } = stored();
    expect(colours.colour(id(3))).toBe(NEUTRAL);
    await known([id(3)]);
    expect(colours.colour(id(3))).toBe(LIGHT[3]);
  });

  it('of twenty-four runs of a project all differ, and a later page gives the same', async () => {
    const [one, other] = [stored(), stored()];
    await one.known(ids(24));
    await other.known(ids(24).reverse());
    expect(new Set(one.colours.within(ids(24)).values()).size).toBe(24);
    expect(ids(24).map(run => one.colours.colour(run))).toEqual(ids(24).map(run => other.colours.colour(run)));
  });

  it('never collide within a view: the later run gives way', async () => {
    const { colours, known } = stored();
    await known([id(1), id(25), id(49)]);
    const view = colours.within([id(49), id(25), id(1)]);
    expect(view.get(id(1))).toBe(LIGHT[1]);
    expect(new Set(view.values()).size).toBe(3);
  });

  it('in a view of more runs than colours go to the chosen ones and then the first, the rest is neutral', async () => {
    const { colours, known } = stored();
    await known(ids(24));
    await known([id(59)]);
    const view = colours.within(ids(60), [id(59)]);
    const coloured = [...view].filter(([, colour]) => colour !== NEUTRAL);
    expect(coloured.length).toBe(24);
    expect(new Set(coloured.map(([, colour]) => colour)).size).toBe(24);
    expect(view.get(id(59))).not.toBe(NEUTRAL);
    expect(view.get(id(30))).toBe(NEUTRAL);
  });

  it('are twenty-four different ones in each theme', () => {
    expect(new Set(LIGHT).size).toBe(24);
    expect(new Set(DARK).size).toBe(24);
  });
});
