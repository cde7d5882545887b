import '../../__tests__/jsdomGaps';

import { nullTranslator } from '@jupyterlab/translation';
import React, { act } from 'react';
import { createRoot } from 'react-dom/client';

import { DifferenceTable } from '../differenceTable';
import type { ISide } from '../sides';
import { ViewContext, type IViewContext } from '../viewContext';
import { run } from '../../model/comparison/__tests__/run';

const side = (id: string): ISide => ({
  run: run(id, {}),
  id,
  label: id,
  distinction: null,
  colour: '#0b47e5',
  dashed: false,
  isBaseline: false
});

function table(sides: readonly ISide[], rows: readonly { key: string; values: string[]; differs: boolean }[]): string {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  const host = document.createElement('div');
  const root = createRoot(host);
  const content = (
    <ViewContext.Provider value={{ trans: nullTranslator.load('nbtrail') } as IViewContext}>
      <DifferenceTable
        head="Package"
        rows={rows.map(row => ({ ...row, numeric: false }))}
        sides={sides}
        chosen={null}
        sameText={(count, isAll) => `${count}${isAll ? '' : ' more'} the same`}
      />
    </ViewContext.Provider>
  );
  act(() => root.render(content));
  const text = host.textContent ?? '';
  act(() => root.unmount());
  return text;
}

describe('a table of differences', () => {
  it('shows all there is of one run, and calls nothing the same', () => {
    const shown = table([side('a')], [{ key: 'numpy', values: ['2.4.6'], differs: false }]);
    expect(shown).toContain('2.4.6');
    expect(shown).not.toContain('the same');
  });

  it('folds what is the same in several, and says "more" only beside what differs', () => {
    const same = { key: 'numpy', values: ['2.4.6', '2.4.6'], differs: false };
    const differs = { key: 'torch', values: ['2.12', '2.13'], differs: true };
    const all = table([side('a'), side('b')], [same]);
    expect(all).toContain('1 the same');
    expect(all).not.toContain('numpy');
    expect(table([side('a'), side('b')], [same, differs])).toContain('1 more the same');
  });
});
