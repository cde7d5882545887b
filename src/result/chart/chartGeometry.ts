/**
 * Where everything of the quick chart goes, in CSS pixels: a pure function of
 * (result, choice, box).
 */
import type { IResult } from '../../companion/wire';
import { barGeometry } from './chartBars';
import type { IChartChoice } from './chartGuess';
import { histogramGeometry } from './chartHistogram';
import type { IQuickGeometry } from './chartMarks';
import { pointGeometry } from './chartPoints';

/** Lays the chart out; null when there is nothing to draw. */
export function quickGeometry(
  result: IResult,
  choice: IChartChoice,
  width: number,
  height: number
): IQuickGeometry | null {
  switch (choice.kind) {
    case 'histogram':
      return histogramGeometry(result, choice, width, height);
    case 'bar':
      return barGeometry(result, choice, width, height);
    default:
      return pointGeometry(result, choice, width, height);
  }
}
