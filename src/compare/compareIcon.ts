import { LabIcon } from '@jupyterlab/ui-components';

/** Two curves, one dashed: a run against its baseline. */
export const compareIcon = new LabIcon({
  name: 'nbtrail:compare',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 16 16"><g fill="none" stroke-linecap="round"><path class="jp-icon3" stroke="#616161" stroke-width="1.4" stroke-dasharray="2 2" d="M2 14C6 13 8 10 14 9"/><path class="jp-icon-brand1" stroke="#1976d2" stroke-width="1.8" d="M2 12C5 11 6 5 14 3"/></g></svg>`
});
