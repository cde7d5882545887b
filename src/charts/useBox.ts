import { useEffect, useState, type RefObject } from 'react';

export interface IBox {
  width: number;
  height: number;
  /** Whether some of the element is on screen; charts do no work otherwise. */
  visible: boolean;
}

/** Size and visibility of an element, kept up to date while it is mounted. */
export function useBox(element: RefObject<HTMLElement>): IBox {
  const [box, setBox] = useState<IBox>({ width: 0, height: 0, visible: false });
  useEffect(() => {
    const node = element.current;
    if (!node) {
      return;
    }
    const sizes = new ResizeObserver(entries => {
      const { width = 0, height = 0 } = entries.at(-1)?.contentRect ?? {};
      if (width > 0 && height > 0) {
        setBox(old => (old.width === width && old.height === height ? old : { ...old, width, height }));
      }
    });
    const sight = new IntersectionObserver(
      entries => {
        const visible = entries.at(-1)?.isIntersecting ?? false;
        setBox(old => (old.visible === visible ? old : { ...old, visible }));
      },
      { rootMargin: '160px' }
    );
    sizes.observe(node);
    sight.observe(node);
    return () => {
      sizes.disconnect();
      sight.disconnect();
    };
  }, [element]);
  return box;
}
