import '../../__tests__/jsdomGaps';

import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';

import { pathInRoot } from '../../model/notebookPath';
import { FakeConnector, result } from '../../sql/__tests__/fakeConnector';
import { addRunCommand } from '../runCommand';
import type { IRunFacts } from '../runFacts';
import type { SidebarModel } from '../sidebarModel';

const trans = nullTranslator.load('nbtrail');

describe('a command about runs', () => {
  const acted: string[][] = [];
  const commands = new CommandRegistry();
  const connector = new FakeConnector();
  const model = { targets: ['b', 'a'], trail: { connector } };
  connector.answer = ({ sql }) =>
    result(
      { run_id: 'VARCHAR' },
      ['a', 'b'].filter(id => sql.includes(`'${id}'`)).map(id => [id])
    );
  const act = (runs: IRunFacts[]) => void acted.push(runs.map(({ run_id }) => run_id));
  const add = (id: string, single: boolean) =>
    addRunCommand(commands, model as unknown as SidebarModel, trans, { id, label: id, caption: id, single, act });
  add('many', false);
  add('one', true);

  beforeEach(() => acted.splice(0));

  it('acts on the runs it is given, else on those of the sidebar', async () => {
    await commands.execute('many', { runIds: ['a'] });
    await commands.execute('many');
    await commands.execute('one');
    expect(acted).toEqual([['a'], ['b', 'a'], ['b']]);
  });

  it('does nothing about runs that are not known, and is off without any', async () => {
    await commands.execute('many', { runIds: ['gone'] });
    expect(acted).toEqual([]);
    model.targets = [];
    expect(commands.isEnabled('many')).toBe(false);
    expect(commands.isEnabled('many', { runIds: ['a'] })).toBe(true);
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
