import type { XAxis } from '../model/run/seriesStatement';

/** How all charts of a view are drawn. */
export interface IChartSettings {
  xAxis: XAxis;
  /** From 0 (off) to below 1. */
  smoothing: number;
  log: boolean;
}

export const DEFAULT_SETTINGS: IChartSettings = { xAxis: 'step', smoothing: 0, log: false };
