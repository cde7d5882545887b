import type { TranslationBundle } from '@jupyterlab/translation';

import { agoWords } from '../model/ageWords';
import { divergenceWords } from '../model/divergence';
import { formatCount, formatDuration } from '../core/format';
import { statusWord } from '../model/statusWord';
import type { ICardData } from './cardData';
import type { RunFeed } from './runFeed';

/**
 * The line behind the name: how far and how long while it runs, how it ended
 * and when afterwards.
 *
 * @param current - whether the data is current; the snapshot of a running
 * run shows a past state.
 */
export function progressWords(data: ICardData, current: boolean, now: Date, trans: TranslationBundle): string {
  const { status, lastStep, totalSteps, seconds, startedAt, endedAt, divergence } = data;
  const diverged = divergence ? [divergenceWords(divergence, data.curves[0]?.key ?? null, trans)] : [];
  if (status !== 'running') {
    return [
      ...diverged,
      endedAt ? trans.__('%1 %2', statusWord(status, trans), agoWords(endedAt, now, trans)) : statusWord(status, trans),
      ...(seconds === null ? [] : [trans.__('took %1', formatDuration(seconds))])
    ].join(' · ');
  }
  const step =
    lastStep === null
      ? []
      : [
          totalSteps
            ? trans.__('step %1 of %2', formatCount(lastStep), formatCount(totalSteps))
            : trans.__('step %1', formatCount(lastStep))
        ];
  if (!current || !startedAt) {
    return step.join('');
  }
  const sofar = (now.getTime() - startedAt.getTime()) / 1000;
  const share = progress(data);
  const left = share !== null && share > 0.03 && share < 1 ? (sofar * (1 - share)) / share : null;
  return [
    ...diverged,
    ...step,
    formatDuration(sofar),
    ...(left === null ? [] : [trans.__('about %1 left', roughDuration(left))])
  ].join(' · ');
}

/** Says that the card is not of now, and how old it is. */
export function originWords(
  origin: RunFeed['origin'],
  { status, startedAt }: ICardData,
  now: Date,
  trans: TranslationBundle
): string {
  const started =
    status === 'running' && startedAt ? ` · ${trans.__('started %1', agoWords(startedAt, now, trans))}` : '';
  switch (origin) {
    case 'companion':
      return `${started} · ${trans.__('companion off, showing the last known values')}`;
    case 'snapshot':
      return `${started} · ${trans.__('as saved in the notebook')}`;
    case 'snapshot of another store':
      return `${started} · ${trans.__('not in this history')}`;
  }
}

/** From 0 to 1; null when the number of steps is unknown. */
export function progress({ lastStep, totalSteps }: ICardData): number | null {
  return lastStep !== null && totalSteps ? Math.min(1, lastStep / totalSteps) : null;
}

function roughDuration(seconds: number): string {
  if (seconds < 60) {
    return `${Math.max(5, Math.round(seconds / 5) * 5)} s`;
  }
  return seconds < 3600 ? `${Math.round(seconds / 60)} m` : `${(seconds / 3600).toFixed(1)} h`;
}
