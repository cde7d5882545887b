import { ellipsesIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { openMenu, type IMenuItem } from './menu';

interface IMoreButtonProps {
  label: string;
  /** What is in the menu, asked when it opens; null draws a line. */
  items: () => readonly (IMenuItem | null)[];
}

/** Three dots, and behind them a menu of what else can be done. */
export function MoreButton({ label, items }: IMoreButtonProps): JSX.Element {
  return (
    <button
      type="button"
      className="nt-IconButton"
      aria-haspopup="menu"
      aria-label={label}
      title={label}
      onClick={event => openMenu(event.currentTarget, items())}
    >
      <ellipsesIcon.react tag={null} />
    </button>
  );
}
