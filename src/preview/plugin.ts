import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';

import { IPreviewTab } from '../companion/tokens';
import { PreviewTab } from './previewTab';

/** Provides the one tab that a click on a run or a comparison reuses. */
const plugin: JupyterFrontEndPlugin<IPreviewTab> = {
  id: 'nbtrail:preview',
  description: 'Provides the tab that shows the run or comparison that was clicked last.',
  autoStart: true,
  provides: IPreviewTab,
  activate: (app: JupyterFrontEnd) => new PreviewTab(app.shell)
};

export default plugin;
