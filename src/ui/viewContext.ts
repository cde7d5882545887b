import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import { createContext, useContext } from 'react';

import type { ITrail } from '../companion/tokens';
import type { IHighlighter } from './highlight';

/** What every part of the comparison and the run view can reach. */
export interface IViewContext {
  trail: ITrail;
  commands: CommandRegistry;
  trans: TranslationBundle;
  /** Colours source code as the notebook does; plain text without it. */
  highlighter: IHighlighter | null;
}

export const ViewContext = createContext<IViewContext | null>(null);

export function useViewContext(): IViewContext {
  const context = useContext(ViewContext);
  if (!context) {
    throw new Error('A view of nbtrail is drawn outside of its ViewContext');
  }
  return context;
}
