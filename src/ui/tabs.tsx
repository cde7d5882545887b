import React, { useId, useRef, type KeyboardEvent, type ReactNode } from 'react';

export interface ITab {
  id: string;
  label: string;
  /** What the tab holds, in a few characters: `1 of 22`, `+3 −1`. */
  count?: ReactNode;
}

export interface ITabsProps {
  tabs: readonly ITab[];
  selected: string;
  label: string;
  onSelect: (id: string) => void;
  children: ReactNode;
}

/** A row of tabs and the selected one's panel, with the keys of the ARIA tabs pattern. */
export function Tabs(props: ITabsProps): JSX.Element {
  const { tabs, selected, onSelect } = props;
  const base = useId();
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex(tab => tab.id === selected);
    const to = {
      ArrowLeft: (at + tabs.length - 1) % tabs.length,
      ArrowRight: (at + 1) % tabs.length,
      Home: 0,
      End: tabs.length - 1
    }[event.key];
    const tab = to === undefined ? undefined : tabs[to];
    if (to !== undefined && tab) {
      event.preventDefault();
      onSelect(tab.id);
      list.current?.querySelectorAll('button')[to]?.focus();
    }
  };
  return (
    <>
      <div ref={list} className="nt-Tabs" role="tablist" aria-label={props.label} onKeyDown={onKeyDown}>
        {tabs.map(({ id, label, count }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`${base}-${id}`}
            aria-selected={id === selected}
            aria-controls={`${base}-panel`}
            tabIndex={id === selected ? 0 : -1}
            onClick={() => onSelect(id)}
          >
            <span data-label={label}>{label}</span>
            {count !== undefined && <span className="nt-Tabs-count">{count}</span>}
          </button>
        ))}
      </div>
      <div className="nt-Tabs-panel" role="tabpanel" id={`${base}-panel`} aria-labelledby={`${base}-${selected}`}>
        {props.children}
      </div>
    </>
  );
}
