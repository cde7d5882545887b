import { LabIcon } from '@jupyterlab/ui-components';

/** Two curves and an axis: the history of runs. */
export const sidebarIcon = new LabIcon({
  name: 'nbtrail:sidebar',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 16 16"><g fill="none" stroke-linecap="round"><path class="jp-icon3" stroke="#616161" stroke-width="1.4" d="M2 13C6 13 7 9.5 14 9"/><path class="jp-icon-brand1" stroke="#1976d2" stroke-width="1.8" d="M2 11C6 10.5 6 4 13 3.5"/><circle class="jp-icon-brand1 jp-icon-selectable" fill="#1976d2" cx="13.2" cy="3.4" r="1.6"/></g></svg>`
});
