import { DEFAULT_SETTINGS, type IChartSettings } from '../curves/chartSettings';

export type CompareTab = 'charts' | 'params' | 'code' | 'environment' | 'data';

/** What a person chose in a comparison. */
export interface ICompareState {
  runs: string[];
  /** The run that the others are compared with; null until the view has chosen: then it stays. */
  baseline: string | null;
  /** The project's baseline as this comparison knows it; a change of it is offered, not made. Undefined until it is read. */
  pinned?: string | null;
  /** The candidate that the answer is about. */
  chosen: string | null;
  metric: string | null;
  tab: CompareTab;
  /** Whether the answer is folded to one line; null: as the tab suggests. */
  folded: boolean | null;
  settings: IChartSettings;
  /** Runs that count as repeats although they did not run to their end. */
  counted: string[];
}

export function compareState(runs: readonly string[], baseline: string | null): ICompareState {
  return {
    runs: [...new Set(runs)],
    baseline,
    chosen: null,
    metric: null,
    tab: 'charts',
    folded: null,
    settings: DEFAULT_SETTINGS,
    counted: []
  };
}
