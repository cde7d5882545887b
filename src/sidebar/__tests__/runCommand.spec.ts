import '../../__tests__/jsdomGaps';

import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';

import { pathInRoot } from '../../model/notebookPath';
import { Companion } from '../../__tests__/companion';
import { History } from '../../__tests__/history';
import { addRunCommand } from '../runCommand';
import type { IRunFacts } from '../runFacts';
import type { SidebarModel } from '../sidebarModel';

const trans = nullTranslator.load('nbtrail');

describe('a command about runs', () => {
  const acted: string[][] = [];
  const commands = new CommandRegistry();
  const model = { targets: [] as string[], trail: {} };
  let companion: Companion;
  let a: string;
  let b: string;
  const act = (runs: IRunFacts[]) => void acted.push(runs.map(({ run_id }) => run_id));
  const add = (id: string, single: boolean) =>
    addRunCommand(commands, model as unknown as SidebarModel, trans, { id, label: id, caption: id, single, act });
  add('many', false);
  add('one', true);

  beforeAll(async () => {
    companion = await Companion.start();
    const history = new History(companion).run(1).run(2);
    [a, b] = [history.id(1), history.id(2)];
    model.trail = { connector: companion.connect() };
    await companion.sync();
  });

  afterAll(() => companion.dispose());

  beforeEach(() => {
    acted.splice(0);
    model.targets = [b, a];
  });

  it('acts on the runs it is given, else on those of the sidebar', async () => {
    await commands.execute('many', { runIds: [a] });
    await commands.execute('many');
    await commands.execute('one');
    expect(acted).toEqual([[a], [b, a], [b]]);
  });

  it('does nothing about runs that are not known, and is off without any', async () => {
    await commands.execute('many', { runIds: ['gone'] });
    expect(acted).toEqual([]);
    model.targets = [];
    expect(commands.isEnabled('many')).toBe(false);
    expect(commands.isEnabled('many', { runIds: [a] })).toBe(true);
  });

  it('describes its arguments', async () => {
    const { args } = await commands.describedBy('many');
    expect(args).toMatchObject({ properties: { runIds: { type: 'array', items: { type: 'string' } } } });
  });
});

describe('pathInRoot', () => {
  it.each([
    ['/home/ann/lab/a/b.ipynb', '/home/ann/lab', 'a/b.ipynb'],
    ['/home/ann/laboratory/b.ipynb', '/home/ann/lab', null],
    ['/home/ada/lab/b.ipynb', '~/lab', 'b.ipynb'],
    ['/root/b.ipynb', '~', 'b.ipynb'],
    ['C:\\Users\\ada\\lab\\b.ipynb', '~/lab', 'b.ipynb'],
    ['/srv/lab/b.ipynb', '~/lab', null]
  ])('%s below %s is %s', (recorded, root, path) => {
    expect(pathInRoot(recorded, root)).toBe(path);
  });
});
