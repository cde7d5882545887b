import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import React, { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';

import { ViewContext, type IViewContext } from '../../ui/viewContext';
import { ExecutionDetail } from '../executionDetail';

let host: HTMLElement;
let root: Root;

beforeEach(() => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  host = document.body.appendChild(document.createElement('div'));
  root = createRoot(host);
});

afterEach(() => {
  act(() => root.unmount());
  host.remove();
});

it('shows HTML, scripts, terminal codes and right-to-left marks of the user as text', () => {
  const context = {
    trans: nullTranslator.load('nbtrail'),
    commands: new CommandRegistry(),
    highlighter: null
  } as unknown as IViewContext;
  act(() =>
    root.render(
      <ViewContext.Provider value={context}>
        <ExecutionDetail
          number={1}
          title="<b>title</b>"
          execution={{
            executionId: 'e1',
            cellId: 'c',
            position: 1,
            executionCount: 1,
            source: "print('<img src=x onerror=alert(1)>')\n\u202edlrow",
            sourceHash: 'h',
            status: 'error',
            started: 0,
            ended: 1,
            duration: 1,
            errorName: '\u001b[0;31mValueError\u001b[0m',
            errorValue: '<script>alert(1)</script>',
            traceback: '\u001b[1mTraceback\u001b[0m <iframe>',
            own: true
          }}
        />
      </ViewContext.Provider>
    )
  );
  expect(host.querySelector('img, script, iframe, bdi b')).toBeNull();
  expect(host.textContent).toContain("print('<img src=x onerror=alert(1)>')");
  expect(host.textContent).toContain('<script>alert(1)</script>');
  expect(host.textContent).toContain('ValueError');
  expect(host.textContent).toContain('Traceback <iframe>');
  expect(host.textContent).not.toContain('\u001b');
});
