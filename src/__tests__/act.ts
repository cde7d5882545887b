import { act as reactAct } from 'react';

const environment = globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean };

/** React's act around an event; between events React draws as it does in a browser. */
export function act(event: () => void): void {
  environment.IS_REACT_ACT_ENVIRONMENT = true;
  reactAct(() => {
    event();
  });
  environment.IS_REACT_ACT_ENVIRONMENT = false;
}
