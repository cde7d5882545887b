import { useEffect, useState } from 'react';

export interface ITheme {
  dark: boolean;
  /** Changes with every theme, so that it can be an effect's dependency. */
  name: string;
}

/** JupyterLab's theme, as it marks it on the document's body; re-read when it changes. */
export function useTheme(): ITheme {
  const [theme, setTheme] = useState(readTheme);
  useEffect(() => {
    const observer = new MutationObserver(() => setTheme(readTheme()));
    observer.observe(document.body, {
      attributeFilter: ['data-jp-theme-light', 'data-jp-theme-name']
    });
    return () => observer.disconnect();
  }, []);
  return theme;
}

function readTheme(): ITheme {
  const { jpThemeLight, jpThemeName } = document.body.dataset;
  return { dark: jpThemeLight === 'false', name: `${jpThemeName} ${jpThemeLight}` };
}

/**
 * A function that turns `var(--…)` and `color-mix(…)` into what a canvas takes,
 * as the theme has it under `element` now.
 */
export function colourResolver(element: HTMLElement): (colour: string) => string {
  const known = new Map<string, string>();
  return colour => {
    let resolved = known.get(colour);
    if (resolved === undefined) {
      resolved = /^#|^rgb/.test(colour) ? colour : computed(element, colour);
      known.set(colour, resolved);
    }
    return resolved;
  };
}

function computed(element: HTMLElement, colour: string): string {
  const probe = document.createElement('span');
  probe.style.color = colour;
  probe.style.display = 'none';
  element.appendChild(probe);
  try {
    return getComputedStyle(probe).color || colour;
  } finally {
    probe.remove();
  }
}
