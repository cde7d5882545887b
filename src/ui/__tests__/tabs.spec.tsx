import React, { act, useState } from 'react';
import { createRoot, type Root } from 'react-dom/client';

import { Tabs } from '../tabs';

let host: HTMLElement;
let root: Root;

beforeEach(() => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  host = document.body.appendChild(document.createElement('div'));
  root = createRoot(host);
  act(() => root.render(<Sample />));
});

afterEach(() => {
  act(() => root.unmount());
  host.remove();
});

function Sample(): JSX.Element {
  const [selected, setSelected] = useState('charts');
  return (
    <Tabs
      label="Sample"
      selected={selected}
      onSelect={setSelected}
      tabs={[
        { id: 'charts', label: 'Charts' },
        { id: 'code', label: 'Code', count: '+3' },
        { id: 'environment', label: 'Environment' }
      ]}
    >
      {selected}
    </Tabs>
  );
}

const press = (key: string) =>
  act(() => {
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  });
const selected = () => host.querySelector('[role=tab][aria-selected=true]');
const panel = () => host.querySelector('[role=tabpanel]');

describe('tabs', () => {
  it('are walked with the arrow keys, Home and End; the focus goes along', () => {
    (selected() as HTMLElement).focus();
    for (const [key, expected] of [
      ['ArrowRight', 'code'],
      ['End', 'environment'],
      ['ArrowRight', 'charts'],
      ['ArrowLeft', 'environment'],
      ['Home', 'charts']
    ]) {
      press(key!);
      expect(panel()?.textContent).toBe(expected);
      expect(document.activeElement).toBe(selected());
    }
  });

  it('are one stop of the Tab key, and name their panel', () => {
    expect([...host.querySelectorAll('[role=tab]')].map(tab => (tab as HTMLElement).tabIndex)).toEqual([0, -1, -1]);
    expect(panel()?.getAttribute('aria-labelledby')).toBe(selected()?.id);
    expect(selected()?.getAttribute('aria-controls')).toBe(panel()?.id);
  });
});
