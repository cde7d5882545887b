import type { DataGrid } from '@lumino/datagrid';

import { colourResolver } from '../charts/useTheme';

/** Colours and fonts of the grid as the theme has them now: a canvas takes no variables. */
export interface IGridTheme {
  style: DataGrid.Style;
  text: string;
  muted: string;
  link: string;
  accent: string;
  row: string;
  bar: string;
  cellFont: string;
  headerFont: string;
}

/** Reads the theme under `element`, which must be attached. */
export function gridTheme(element: HTMLElement): IGridTheme {
  const colour = colourResolver(element);
  const { fontFamily } = getComputedStyle(element);
  const mono = getComputedStyle(element).getPropertyValue('--jp-code-font-family').trim();
  const page = colour('var(--jp-layout-color1)');
  const hair = colour('color-mix(in srgb, var(--jp-ui-font-color0) 8%, var(--jp-layout-color1))');
  const line = colour('var(--jp-border-color2)');
  return {
    text: colour('var(--jp-ui-font-color1)'),
    muted: colour('var(--nt-muted)'),
    link: colour('var(--nt-link)'),
    accent: colour('var(--jp-brand-color1)'),
    row: colour('color-mix(in srgb, var(--nt-selected) 60%, var(--jp-layout-color1))'),
    bar: colour('color-mix(in srgb, var(--jp-brand-color1) 55%, var(--jp-layout-color1))'),
    cellFont: `12px ${mono || 'monospace'}`,
    headerFont: `11px ${fontFamily || 'sans-serif'}`,
    style: {
      voidColor: page,
      backgroundColor: page,
      headerBackgroundColor: page,
      gridLineColor: 'transparent',
      verticalGridLineColor: 'transparent',
      horizontalGridLineColor: hair,
      headerGridLineColor: 'transparent',
      headerVerticalGridLineColor: 'transparent',
      headerHorizontalGridLineColor: line,
      selectionFillColor: colour('var(--nt-selected)'),
      selectionBorderColor: 'transparent',
      cursorFillColor: 'transparent',
      cursorBorderColor: colour('var(--jp-brand-color1)'),
      headerSelectionFillColor: 'transparent',
      headerSelectionBorderColor: 'transparent',
      scrollShadow: { size: 4, color1: hair, color2: 'transparent', color3: 'transparent' }
    }
  };
}
