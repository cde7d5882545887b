import React, { useEffect, useRef, type FocusEvent, type KeyboardEvent, type MouseEvent } from 'react';

import { useViewContext } from '../ui/viewContext';
import { NEUTRAL } from '../model/palette';
import type { IRunRow } from '../model/runRow';
import { CommandIDs } from '../companion/tokens';
import { listKey } from './listKeys';
import { rowId, RunRow } from './runRow';
import { useSidebar } from './sidebarContext';
import { useNow } from './useNow';
import { ROW, useRowWindow } from './useRowWindow';
import { useSignals } from '../ui/useSignals';

/**
 * The runs as a listbox: the pinned baseline on top, then only the rows that
 * are in sight. The row that the keys act on stays drawn wherever it is, so
 * that the focus is never lost.
 */
export function RunListBox(): JSX.Element {
  const model = useSidebar();
  const { list, selection, trail } = model;
  const { commands, trans } = useViewContext();
  useSignals(list.changed, selection.changed, model.activeChanged, trail.colours.changed, model.names.changed);
  const scroller = useRef<HTMLDivElement>(null);
  const [first, last] = useRowWindow(scroller, list.total);
  useEffect(() => list.show(first, last), [list, first, last]);

  const { baseline, total } = list;
  const pinned = baseline ? 1 : 0;
  const drawn = indices(first, last, total);
  const active = activeIndex(model.active, list.total, index => list.row(index));
  if (active !== null && (active < first || active > last)) {
    drawn.push(active);
  }
  const running = drawn.some(index => list.row(index)?.status === 'running');
  const now = useNow(model.visible ? (running ? 1000 : 30_000) : null);
  const known = active !== null || (baseline !== null && model.active === baseline.run_id);
  const reachable = known ? model.active : (baseline ?? list.row(0))?.run_id;

  const focus = (id: string) => {
    model.active = id;
    const index = list.rows.findIndex(row => row.run_id === id);
    const node = scroller.current;
    if (node && index >= 0 && baseline?.run_id !== id) {
      const top = index * ROW;
      const room = node.clientHeight - pinned * ROW;
      if (top < node.scrollTop) {
        node.scrollTop = top;
      } else if (room > 0 && top + ROW > node.scrollTop + room) {
        node.scrollTop = top + ROW - room;
      }
    }
    const row = () => scroller.current?.querySelector<HTMLElement>(`#${CSS.escape(rowId(id))}`);
    // A row that is drawn has the focus at once: a dialog that opens next keeps its own.
    if (row()) {
      row()?.focus({ preventScroll: true });
    } else {
      requestAnimationFrame(() => row()?.focus({ preventScroll: true }));
    }
  };

  useEffect(() => {
    const onWanted = () => model.active !== null && focus(model.active);
    model.focusWanted.connect(onWanted);
    return () => void model.focusWanted.disconnect(onWanted);
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const handled = listKey(event, model, {
      focus,
      open: (id, keep) => void commands.execute(CommandIDs.openRun, { runId: id, ...(keep ? { keep } : {}) }),
      page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 1)
    });
    if (handled) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  const onClick = (event: MouseEvent) => {
    const target = event.target as Element;
    const id = runAt(target);
    if (id === null) {
      return;
    }
    const before = model.active;
    focus(id);
    const part = target.closest('[data-part]')?.getAttribute('data-part');
    if (event.shiftKey) {
      selection.extend(id, model.order, before);
    } else if (event.ctrlKey || event.metaKey) {
      selection.add(id, model.order);
    } else if (part === 'check') {
      selection.toggle(id);
    } else if (part === 'stop') {
      void commands.execute(CommandIDs.stop, { runIds: [id] });
    } else if (part === 'swatch') {
      void commands.execute(CommandIDs.hide, { runIds: [id] });
    } else {
      selection.setAnchor(id);
      void commands.execute(CommandIDs.openRun, { runId: id });
    }
  };

  const onDoubleClick = (event: MouseEvent) => {
    const id = runAt(event.target as Element);
    if (id !== null && !(event.target as Element).closest('[data-part]')) {
      void commands.execute(CommandIDs.openRun, { runId: id, keep: true });
    }
  };

  const onContextMenu = (event: MouseEvent) => {
    const id = runAt(event.target as Element);
    if (id !== null) {
      model.active = id;
      if (!selection.has(id)) {
        selection.clear();
      }
    }
  };

  const onFocus = (event: FocusEvent) => {
    model.hold('focus', true);
    const id = runAt(event.target);
    if (id !== null) {
      model.active = id;
    }
  };

  const shown = list.rows.filter(({ is_baseline, hidden }) => !is_baseline && !hidden);
  const colours = trail.colours.within(
    shown.map(({ run_id }) => run_id),
    selection.ids
  );
  const ranked = list.choice.sort === 'best' && list.ranking !== null;
  const draw = (row: IRunRow, index: number) => (
    <RunRow
      key={row.run_id}
      row={row}
      name={row.is_baseline ? null : model.names.label(row)}
      metric={list.metric}
      project={list.choice.project}
      apart={ranked && index > 0 && row.metric === null && list.row(index - 1)?.metric !== null}
      now={now}
      course={list.course(row)}
      colour={row.is_baseline ? '' : (colours.get(row.run_id) ?? NEUTRAL)}
      selected={selection.has(row.run_id)}
      selecting={selection.size > 0}
      reachable={row.run_id === reachable}
      place={index + pinned + 1}
      total={total + pinned}
      top={index < 0 ? null : index * ROW}
    />
  );

  return (
    <div
      className="nt-RunList"
      ref={scroller}
      role="listbox"
      aria-label={trans.__('Runs')}
      aria-multiselectable
      onKeyDown={onKeyDown}
      onClick={onClick}
      onDoubleClick={onDoubleClick}
      onContextMenu={onContextMenu}
      onFocus={onFocus}
      onBlur={event => {
        if (!event.currentTarget.contains(event.relatedTarget)) {
          model.hold('focus', false);
        }
      }}
    >
      {baseline && draw(baseline, -1)}
      <div className="nt-RunList-rows" role="presentation" style={{ height: total * ROW }}>
        {drawn.map(index => {
          const row = list.row(index);
          return row ? (
            draw(row, index)
          ) : (
            <div
              key={`blank-${index}`}
              className="nt-RunRow nt-mod-blank"
              role="presentation"
              style={{ transform: `translateY(${index * ROW}px)` }}
            />
          );
        })}
      </div>
    </div>
  );
}

function indices(first: number, last: number, total: number): number[] {
  return total === 0 ? [] : Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function activeIndex(id: string | null, total: number, row: (index: number) => IRunRow | undefined): number | null {
  for (let index = 0; id !== null && index < total; index++) {
    if (row(index)?.run_id === id) {
      return index;
    }
  }
  return null;
}

const runAt = (target: Element): string | null => target.closest('[data-run]')?.getAttribute('data-run') ?? null;
