import { useEffect, useReducer } from 'react';

import type { CrosshairGroup } from './crosshairGroup';

/** Draws the component again whenever the group changes. */
export function useGroup(group: CrosshairGroup): CrosshairGroup {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    group.changed.connect(redraw);
    return () => {
      group.changed.disconnect(redraw);
    };
  }, [group]);
  return group;
}
