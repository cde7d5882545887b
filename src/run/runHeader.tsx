import React, { useState } from 'react';

import { isChosenStep, value } from '../model/comparison/answer';
import { displayText } from '../ui/displayText';
import { EffectText } from '../ui/effectText';
import { WarningMark } from '../ui/marks';
import type { IMenuItem } from '../ui/menu';
import { MoreButton } from '../ui/moreButton';
import type { IRunRecord } from '../model/run/runRecord';
import { useViewContext } from '../ui/viewContext';
import { agoWords } from '../model/ageWords';
import { dataStanding } from '../model/dataDifference';
import { noiseCaveat, isJudgeable, type IKnownNoise } from '../model/noiseCaveat';
import { divergenceWords } from '../model/divergence';
import { formatCount, formatDuration, formatMetric, formatTime } from '../core/format';
import { statusWord } from '../model/statusWord';
import { Editable } from './editable';
import { markOf, StatusMark } from '../ui/statusMark';
import { mapPair } from '../core/pair';

export interface IRunHeaderProps {
  run: IRunRecord;
  baseline: IRunRecord | null;
  /** What is known of the baseline's noise. */
  noise: IKnownNoise;
  outOfOrder: number;
  onRename: (name: string) => void;
  onTag: (add: string[], remove: string[]) => void;
  onCopyId: () => void;
  onCompare: (() => void) | null;
  /** Put an archived run back; null where that cannot be asked for. */
  onRestore: (() => void) | null;
  /** Stop a run that is running; null where that cannot be asked for. */
  onStop: (() => void) | null;
  menu: () => (IMenuItem | null)[];
}

/** Who this run is: status, name, tags, what can be done with it, and its result in one line. */
export function RunHeader(props: IRunHeaderProps): JSX.Element {
  const { run, baseline, noise, outOfOrder } = props;
  const { trans } = useViewContext();
  const status = statusWord(run.status, trans);
  const divergence = run.divergence && divergenceWords(run.divergence, run.primaryMetric, trans);
  const metric = run.primaryMetric;
  const summary = metric === null ? undefined : run.metrics.get(metric);
  // Chosen by looking at the metric: what it came to stands beside.
  const peak =
    summary && summary.goal !== null && summary.divergedAt === null && isChosenStep(summary) ? summary : null;
  const standing = baseline ? dataStanding(baseline, run) : 'comparable';
  const isJudged = !run.divergence && standing === 'comparable' && isJudgeable(noise);
  const [own, base] = mapPair<IRunRecord | null, number | null>([run, baseline], side =>
    metric === null || side === null ? null : value(side, metric)
  );
  const isWithin = own !== null && base !== null && Math.abs(own - base) <= (noise.noise ?? 0);
  const started = new Date(run.started * 1000);
  const where = [
    run.notebookPath?.split('/').pop(),
    run.experiment,
    run.attempts > 1 ? trans.__('attempt %1 of %2', run.attempt, run.attempts) : null
  ].filter((part): part is string => !!part);
  return (
    <header className="nt-RunHeader">
      <div className="nt-RunHeader-line">
        <StatusMark mark={markOf(run.status, run.divergence !== null)} label={divergence ?? status} size={18} />
        <h1>
          <Editable value={run.name} label={trans.__('Rename the run')} onChange={props.onRename} />
        </h1>
        <span className="nt-Tag">{run.isStopping ? trans.__('stopping') : status}</span>
        {run.status === 'running' && props.onStop && (
          <button
            type="button"
            className="nt-Button"
            title={
              run.isStopping
                ? trans.__('Interrupt its kernel or program at once')
                : trans.__('End the run at its next log')
            }
            onClick={props.onStop}
          >
            <span aria-hidden className="nt-StopSquare" />
            {run.isStopping ? trans.__('Stop now') : trans.__('Stop')}
          </button>
        )}
        {run.archived && <span className="nt-Tag">{trans.__('archived')}</span>}
        {run.archived && props.onRestore && (
          <button
            type="button"
            className="nt-Button"
            title={trans.__('Put the run back into the list')}
            onClick={props.onRestore}
          >
            {trans.__('Restore')}
          </button>
        )}
        {divergence && <span className="nt-Tag nt-mod-bad">{displayText(divergence)}</span>}
        {run.tags.map(tag => (
          <span className="nt-Tag" key={tag}>
            <bdi>{displayText(tag)}</bdi>
            <button
              type="button"
              aria-label={trans.__('Remove the tag %1', tag)}
              onClick={() => props.onTag([], [tag])}
            >
              ×
            </button>
          </span>
        ))}
        <NewTag onTag={tag => props.onTag([tag], [])} />
        <span className="nt-grow" />
        <button type="button" className="nt-Button" onClick={props.onCopyId}>
          {trans.__('Copy id')}
        </button>
        {props.onCompare && (
          <button type="button" className="nt-Button nt-mod-primary" onClick={props.onCompare}>
            {trans.__('Compare with baseline')}
          </button>
        )}
        <MoreButton label={trans.__('More')} items={props.menu} />
      </div>
      <div className="nt-RunHeader-line nt-mod-facts">
        {metric && (
          <span>
            <b className="nt-number">{formatMetric(metric, value(run, metric))}</b>{' '}
            {run.metrics.get(metric)?.divergedAt != null && (
              <span className="nt-warn">{trans.__('best before it diverged')} </span>
            )}
            <bdi className="nt-muted">{displayText(metric)}</bdi>{' '}
            {baseline && baseline !== run && standing === 'other' ? (
              <span className="nt-warn" title={trans.__('It used different data than the baseline')}>
                {trans.__('≠ data')}
              </span>
            ) : baseline && baseline !== run && standing === 'unrecorded' ? (
              <span className="nt-muted" title={trans.__('Only one of this run and the baseline recorded its data')}>
                {trans.__('data not recorded')}
              </span>
            ) : (
              baseline &&
              baseline !== run && (
                <EffectText
                  metric={metric}
                  goal={isJudged ? (run.metrics.get(metric)?.goal ?? null) : null}
                  noise={isJudged ? noise.noise : 0}
                  value={own}
                  base={base}
                  title={
                    standing === 'comparable'
                      ? (noiseCaveat(noise, isWithin ? 'same' : 'unknown', trans) ?? undefined)
                      : trans.__('Not certain that it used the baseline’s data')
                  }
                  unit
                />
              )
            )}
            {peak?.bestStep != null && (
              <span className="nt-muted">
                {' · '}
                {trans.__('best at step %1, last %2', formatCount(peak.bestStep), formatMetric(metric, peak.last))}
              </span>
            )}
          </span>
        )}
        <span>
          {trans.__('took')} <b className="nt-number">{formatDuration(run.duration)}</b>
          {' · '}
          <time className="nt-muted" dateTime={started.toISOString()} title={formatTime(started)}>
            {agoWords(started, new Date(), trans)}
          </time>
        </span>
        <span className="nt-muted nt-ellipsis" title={run.notebookPath ?? undefined}>
          <bdi>{displayText(where.join(' · '))}</bdi>
        </span>
        {run.pointsAfterEnd > 0 && (
          <span className="nt-SideName">
            <WarningMark />
            {trans._n('%1 point after its end', '%1 points after its end', run.pointsAfterEnd)}
          </span>
        )}
        {outOfOrder > 0 && (
          <span className="nt-SideName">
            <WarningMark />
            {trans._n('A cell ran out of order', 'Cells ran out of order %1 times', outOfOrder)}
          </span>
        )}
      </div>
    </header>
  );
}

function NewTag(props: { onTag: (tag: string) => void }): JSX.Element {
  const { trans } = useViewContext();
  const [draft, setDraft] = useState<string | null>(null);
  if (draft === null) {
    return (
      <button type="button" className="nt-Tag nt-mod-new" onClick={() => setDraft('')}>
        {trans.__('+ tag')}
      </button>
    );
  }
  const keep = () => {
    if (draft.trim()) {
      props.onTag(draft.trim());
    }
    setDraft(null);
  };
  return (
    <input
      className="nt-Tag nt-mod-new"
      aria-label={trans.__('New tag')}
      // biome-ignore lint/a11y/noAutofocus: it appears where the user asked for it
      autoFocus
      size={12}
      value={draft}
      onChange={event => setDraft(event.target.value)}
      onBlur={keep}
      onKeyDown={event => {
        event.stopPropagation();
        if (event.key === 'Enter') {
          keep();
        } else if (event.key === 'Escape') {
          setDraft(null);
        }
      }}
    />
  );
}
