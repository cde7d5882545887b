import type { TranslationBundle } from '@jupyterlab/translation';

import { displayText } from '../compare/displayText';
import { deltaOf, GLYPH, type Effect } from '../model/effect';
import { formatAge, formatCount, formatDuration, formatMetric, formatTime } from '../model/format';
import { numberOf } from '../model/rows';
import type { IRunRow } from '../model/runRow';
import { statusWord } from '../model/statusWord';

/** A row's texts, ready to be shown. */
export interface IRowWords {
  status: string;
  /** The line below the name. */
  meta: string;
  value: string;
  delta: { effect: Effect; text: string } | null;
  /** Read out for the row. */
  label: string;
  tooltip: string;
}

export function rowWords(row: IRunRow, now: Date, trans: TranslationBundle): IRowWords {
  const status = statusWord(row.status, trans, row.silent_since);
  const meta = metaLine(row, now, trans);
  const number = numberOf(row.value);
  const base = numberOf(row.baseline_value);
  const value = formatMetric(row.metric, number);
  const delta =
    row.is_baseline || number === null || base === null
      ? null
      : deltaOf(row.metric, row.goal, number, base);
  const effect = { better: trans.__('better'), worse: trans.__('worse'), same: trans.__('the same') };
  return {
    status,
    meta,
    value,
    delta: delta && { effect: delta.effect, text: `${GLYPH[delta.effect]} ${delta.text}` },
    label: [
      displayText(row.name),
      status,
      row.hidden ? trans.__('hidden') : null,
      meta,
      row.metric === null ? null : `${displayText(row.metric)} ${value}`,
      delta && `${delta.text} ${delta.unit} ${effect[delta.effect]}`
    ]
      .filter(Boolean)
      .join(', '),
    tooltip: [
      row.name,
      trans.__('Began %1', formatTime(new Date(row.started_at))),
      row.tags?.length ? trans.__('Tags: %1', row.tags.join(', ')) : null,
      row.error_name ? `${row.error_name}: ${row.error_value ?? ''}` : null,
      row.note
    ]
      .filter((part): part is string => !!part)
      .map(displayText)
      .join('\n')
  };
}

function metaLine(row: IRunRow, now: Date, trans: TranslationBundle): string {
  const started = new Date(row.started_at);
  const age = formatAge(started, now);
  if (row.is_baseline) {
    return `${trans.__('baseline')} · ${age}`;
  }
  if (row.silent_since) {
    return statusWord(row.status, trans, row.silent_since);
  }
  if (row.status === 'running') {
    const seconds = Math.max(0, (now.getTime() - started.getTime()) / 1000);
    const step =
      row.last_step === null
        ? null
        : row.total_steps === null
          ? trans.__('step %1', formatCount(row.last_step))
          : trans.__('step %1/%2', formatCount(row.last_step), formatCount(row.total_steps));
    return [step, formatDuration(Math.floor(seconds))].filter(Boolean).join(' · ');
  }
  if (row.status === 'failed' && row.error_name) {
    return `${displayText(row.error_name)} · ${age}`;
  }
  return `${age} · ${formatDuration(numberOf(row.duration_seconds))}`;
}
