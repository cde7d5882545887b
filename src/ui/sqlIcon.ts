import { LabIcon } from '@jupyterlab/ui-components';

/** A table with a prompt: SQL panels in tabs, launcher and palette. */
export const sqlIcon = new LabIcon({
  name: 'nbtrail:sql',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">
  <g class="jp-icon3" style="fill:none" stroke="#616161" stroke-width="1.3" stroke-linejoin="round" stroke-linecap="round">
    <path d="M1.75 3.4v9.2c0 .5.4.9.9.9h10.7c.5 0 .9-.4.9-.9V3.4a.9.9 0 0 0-.9-.9H2.65a.9.9 0 0 0-.9.9zM1.75 5.6h12.5"/>
    <path d="M4.4 8.1l1.9 1.6-1.9 1.6M8.2 11.4h3.2"/>
  </g>
</svg>`
});
