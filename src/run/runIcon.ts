import { LabIcon } from '@jupyterlab/ui-components';

/** One rising curve: a run. */
export const runIcon = new LabIcon({
  name: 'nbtrail:run',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 16 16"><g fill="none" stroke-linecap="round"><path class="jp-icon-brand1" stroke="#1976d2" stroke-width="1.8" d="M2 13C6 12 6 5 13 3.5"/><circle class="jp-icon-brand1" stroke="#1976d2" stroke-width="1.2" cx="13.2" cy="3.4" r="1.3"/></g></svg>`
});
