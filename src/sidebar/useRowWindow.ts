import { useEffect, useState, type RefObject } from 'react';

/** Height of a run's row, CSS pixels. */
export const ROW = 42;

/** Rows drawn beyond each edge, so that scrolling meets no blank. */
const MARGIN = 6;

/** First and last index of the rows to draw. */
export function useRowWindow(scroller: RefObject<HTMLElement>, total: number): [number, number] {
  const [view, setView] = useState({ top: 0, height: 600 });
  useEffect(() => {
    const node = scroller.current;
    if (!node) {
      return;
    }
    const measure = () => {
      const next = { top: node.scrollTop, height: node.clientHeight || 600 };
      setView(old => (old.top === next.top && old.height === next.height ? old : next));
    };
    const sizes = new ResizeObserver(measure);
    sizes.observe(node);
    node.addEventListener('scroll', measure, { passive: true });
    return () => {
      sizes.disconnect();
      node.removeEventListener('scroll', measure);
    };
  }, [scroller]);
  const last = Math.ceil((view.top + view.height) / ROW) + MARGIN;
  return [Math.max(0, Math.floor(view.top / ROW) - MARGIN), Math.max(0, Math.min(total - 1, last))];
}
