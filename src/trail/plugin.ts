import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, IThemeManager } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { addCompanionCommands } from './commands';
import { submitDialogsOnCtrlEnter } from '../core/dialogKeys';
import { Colours } from '../model/palette';
import { ITrail } from '../companion/tokens';
import { CompanionServer } from '../companion/server';
import { SocketConnector } from '../companion/socketConnector';
import { followTimeZone } from '../companion/timeZoneSetting';
import { Trail } from './trail';

/** Connects to the companion and provides what the views share. */
const plugin: JupyterFrontEndPlugin<ITrail> = {
  id: 'nbtrail:plugin',
  description: 'Connects to the nbtrail companion and provides what its views share.',
  autoStart: true,
  provides: ITrail,
  optional: [IThemeManager, INotebookTracker, ITranslator, ICommandPalette, ISettingRegistry],
  activate: (
    app: JupyterFrontEnd,
    themes: IThemeManager | null,
    notebooks: INotebookTracker | null,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    registry: ISettingRegistry | null
  ) => {
    const settings = app.serviceManager.serverSettings;
    const connector = new SocketConnector(settings);
    const isLight = () => !themes?.theme || themes.isLight(themes.theme);
    const colours = new Colours(connector, isLight);
    themes?.themeChanged.connect(() => colours.changed.emit());
    const trail = new Trail(connector, colours, new CompanionServer(settings), notebooks);
    submitDialogsOnCtrlEnter();
    const trans = (translator ?? nullTranslator).load('nbtrail');
    addCompanionCommands(app, trail, palette, trans);
    void (registry && followTimeZone(registry, trans));
    return trail;
  }
};

export default plugin;
