import { caretDownIcon } from '@jupyterlab/ui-components';
import React, { type ReactNode } from 'react';

import { openMenu, type IMenuItem } from './menu';

export interface IMenuButtonProps {
  /** What is in the menu, asked when it opens; null draws a line. */
  items: () => readonly (IMenuItem | null)[];
  /** Its name where it has no words, or others than it shows. */
  label?: string;
  title?: string;
  disabled?: boolean;
  className?: string;
  children?: ReactNode;
}

/** A button that opens a menu below it. */
export function MenuButton({ items, label, title, disabled, className = '', children }: IMenuButtonProps): JSX.Element {
  return (
    <button
      type="button"
      className={`nt-Button nt-MenuButton ${className}`}
      aria-haspopup="menu"
      aria-label={label}
      title={title}
      disabled={disabled}
      onClick={event => openMenu(event.currentTarget, items())}
    >
      {children}
      <caretDownIcon.react tag="span" />
    </button>
  );
}

export interface ISplitButtonProps {
  /** What the button does; null with {@link title} saying why it cannot. */
  onClick: (() => void) | null;
  title?: string;
  children: ReactNode;
  /** Name of the button that opens the menu. */
  menuLabel: string;
  items: IMenuButtonProps['items'];
}

/** A button, and joined to it a menu of what else can be done. */
export function SplitButton({ onClick, title, children, menuLabel, items }: ISplitButtonProps): JSX.Element {
  return (
    <span className="nt-SplitButton">
      <button
        type="button"
        className="nt-Button"
        // Not `disabled`: the keyboard has to reach the title that says why.
        aria-disabled={onClick === null}
        title={title}
        onClick={() => onClick?.()}
      >
        {children}
      </button>
      <MenuButton items={items} label={menuLabel} title={menuLabel} />
    </span>
  );
}
