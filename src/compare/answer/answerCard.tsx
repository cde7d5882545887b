import { caretDownIcon, caretUpIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { formatMetric, formatPercent, formatSetting, MISSING } from '../../core/format';
import type { IRunRecord } from '../../model/run/runRecord';
import { displayText } from '../../ui/displayText';
import { EffectText } from '../../ui/effectText';
import { Cross, Tick, UnknownMark, VerdictMark, WarningMark } from '../../ui/marks';
import { useViewContext } from '../../ui/viewContext';
import { sideValue, type IAnswer } from '../../model/comparison/answer';
import type { IChanges } from '../../model/comparison/changes';
import { sideCost, timeChange } from './cost';
import { CountIn } from './countIn';
import { dataPairs, oneSided, rolesOfPairs, type DataPair } from '../../model/comparison/dataPairs';
import { EffectStrip } from './effectStrip';
import type { IFairness } from '../../model/comparison/fairness';
import { isSeed } from '../../model/comparison/replicates';
import { WhatItCost } from './whatItCost';
import { deltaWords, headline, interval } from './words';

export interface IAnswerCardProps {
  answer: IAnswer;
  base: IRunRecord;
  candidate: IRunRecord;
  changes: IChanges | null;
  fair: readonly IFairness[];
  /** Runs that count although they did not run to their end. */
  counted: readonly string[];
  onCount: (counted: string[]) => void;
  /** Metrics to show beside the main one. */
  others: readonly string[];
  folded: boolean;
  onFold: (folded: boolean) => void;
  /** Goes to a tab: where a change is shown in full. */
  onOpen: (tab: 'params' | 'code' | 'environment' | 'data') => void;
}

/** The comparison in words: what changed, whether it helped, what it cost, whether it is fair. */
export function AnswerCard(props: IAnswerCardProps): JSX.Element {
  return props.folded ? <FoldedAnswer {...props} /> : <FullAnswer {...props} />;
}

function FullAnswer(props: IAnswerCardProps): JSX.Element {
  const { answer, base, candidate, fair } = props;
  const { trans } = useViewContext();
  const { text, chip } = headline(answer, base, candidate, fair, trans);
  return (
    <section className="nt-Answer" aria-label={trans.__('Answer')}>
      <h2>
        <VerdictMark verdict={answer.verdict} />
        <bdi>{displayText(text)}</bdi>
        {chip && <span className={`nt-Chip nt-mod-${answer.verdict}`}>{chip}</span>}
        <span className="nt-grow" />
        <FoldButton {...props} />
      </h2>
      <div className="nt-Answer-columns">
        <div>
          <h5>{trans.__('What changed')}</h5>
          <WhatChanged {...props} />
        </div>
        <div>
          <h5>{answer.verdict === 'unfair' ? trans.__('Measured, each on its own') : trans.__('Did it help?')}</h5>
          <DidItHelp {...props} />
        </div>
        <div>
          <h5>{trans.__('What it cost')}</h5>
          <WhatItCost answer={answer} base={base} candidate={candidate} />
        </div>
        <div>
          <h5>{trans.__('Is it fair?')}</h5>
          {fair.slice(0, MAX_REASONS).map(({ kind, text: words }) => (
            <div className="nt-Answer-line nt-mod-reason" key={words}>
              {kind === 'ok' ? (
                <Tick label={trans.__('Yes')} />
              ) : kind === 'unfair' ? (
                <Cross label={trans.__('No')} />
              ) : kind === 'warning' ? (
                <WarningMark label={trans.__('Warning')} />
              ) : (
                <UnknownMark />
              )}
              <bdi>{displayText(words)}</bdi>
            </div>
          ))}
          {fair.length > MAX_REASONS && (
            <div
              className="nt-Answer-line nt-muted"
              title={fair
                .slice(MAX_REASONS)
                .map(({ text: words }) => words)
                .join('\n')}
            >
              {trans.__('%1 more', fair.length - MAX_REASONS)}
            </div>
          )}
          {fair.length === 0 && <div className="nt-Answer-line nt-muted">{trans.__('Nothing known')}</div>}
        </div>
      </div>
    </section>
  );
}

const MAX_REASONS = 6;

function FoldedAnswer(props: IAnswerCardProps): JSX.Element {
  const { answer, base, candidate, fair, changes } = props;
  const { trans } = useViewContext();
  const param = changes?.params.find(row => row.differs && !isSeed(row.key));
  const time = timeChange(sideCost(base, answer.baseGroup).seconds, sideCost(candidate, answer.candidateGroup).seconds);
  const warnings = fair.filter(({ kind }) => kind === 'warning' || kind === 'unfair').length;
  const { text, chip } = headline(answer, base, candidate, fair, trans);
  return (
    <section className="nt-Answer nt-mod-folded" aria-label={trans.__('Answer')}>
      <VerdictMark verdict={answer.verdict} size={16} />
      {answer.verdict === 'unfair' || answer.verdict === 'diverged' ? (
        <bdi className="nt-strong nt-ellipsis">{displayText(text)}</bdi>
      ) : (
        <span>
          <b className="nt-number">{deltaWords(answer)}</b> <bdi>{answer.metric}</bdi>
        </span>
      )}
      <span className="nt-mono nt-muted">
        {formatMetric(answer.metric, answer.base)} → {formatMetric(answer.metric, answer.candidate)}
      </span>
      <EffectStrip answer={answer} width={96} height={24} label={chip ?? ''} />
      {chip && <span className="nt-small nt-muted">{chip}</span>}
      {param && (
        <span className="nt-mono nt-Answer-part nt-ellipsis">
          {displayText(`${param.key} ${setting(param.values[0] ?? null)} → ${setting(param.values[1] ?? null)}`)}
        </span>
      )}
      {time !== null && <span className="nt-Answer-part">{trans.__('%1 time', formatPercent(time))}</span>}
      {warnings > 0 && (
        <span className="nt-Answer-part nt-SideName">
          <WarningMark /> {trans._n('%1 warning', '%1 warnings', warnings)}
        </span>
      )}
      <span className="nt-grow" />
      <FoldButton {...props} />
    </section>
  );
}

function FoldButton({ folded, onFold }: IAnswerCardProps): JSX.Element {
  const { trans } = useViewContext();
  const Icon = folded ? caretDownIcon : caretUpIcon;
  const label = folded ? trans.__('Show the full answer') : trans.__('Fold the answer to one line');
  return (
    <button
      type="button"
      className="nt-IconButton"
      aria-expanded={!folded}
      aria-label={label}
      title={label}
      onClick={() => onFold(!folded)}
    >
      <Icon.react tag={null} />
    </button>
  );
}

const MAX_CHANGES = 4;

const setting = (text: string | null) => (text === null ? MISSING : formatSetting(text));

const dataPairsOf = ({ answer, base, candidate }: IAnswerCardProps): DataPair[] =>
  dataPairs(base, candidate, [answer.baseGroup.members, answer.candidateGroup.members]);

function WhatChanged(props: IAnswerCardProps): JSX.Element {
  const { changes, onOpen } = props;
  const { trans } = useViewContext();
  if (!changes) {
    return <div className="nt-Answer-line nt-muted">{trans.__('Choose a run to compare with')}</div>;
  }
  const { code } = changes;
  const lines: JSX.Element[] = [];
  const differing = (rows: IChanges['params'], tab: 'params' | 'environment') => {
    const show = tab === 'params' ? setting : (text: string | null) => text ?? MISSING;
    rows
      .filter(row => row.differs)
      .forEach(row =>
        lines.push(
          <div className="nt-Answer-line" key={`${tab} ${row.key}`}>
            <bdi className="nt-muted">{displayText(row.key)}</bdi>
            <span className="nt-mono nt-ellipsis" title={row.values.map(v => v ?? '–').join(' → ')}>
              <s>{displayText(show(row.values[0] ?? null))}</s> → <b>{displayText(show(row.values[1] ?? null))}</b>
            </span>
          </div>
        )
      );
  };
  const pairs = dataPairsOf(props);
  const unrecorded = oneSided(pairs)?.unrecorded;
  const roles = rolesOfPairs(pairs);
  const named = (which: 'other' | 'one-sided') =>
    roles
      .filter(({ is }) => is === which)
      .map(({ role }) => role || trans.__('other'))
      .join(', ');
  const data = [
    named('other') && trans.__('%1 data', named('other')),
    unrecorded
      ? trans.__('Data not recorded by %1', unrecorded.name)
      : named('one-sided') && trans.__('%1 data not recorded on one side', named('one-sided'))
  ];
  data.filter(Boolean).forEach(text =>
    lines.push(
      <div className="nt-Answer-line" key={text}>
        <button type="button" className="nt-Link" onClick={() => onOpen('data')}>
          {text}
        </button>
      </div>
    )
  );
  differing(
    changes.params.filter(row => !isSeed(row.key)),
    'params'
  );
  const [only] = code?.changed ?? [];
  if (code && only) {
    const text =
      code.changed.length > 1
        ? trans._n('%1 cell changed', '%1 cells changed', code.changed.length)
        : !only.left
          ? trans.__('Cell %1 is new', String(only.right?.number))
          : !only.right
            ? trans.__('Cell %1 not run', String(only.left.number))
            : trans.__('Cell %1 edited', String(only.right.number));
    lines.splice(
      Math.min(lines.length, MAX_CHANGES - 2),
      0,
      <div className="nt-Answer-line" key="code">
        <button type="button" className="nt-Link" onClick={() => onOpen('code')}>
          {text}
        </button>
        <LineCounts added={code.added} removed={code.removed} />
      </div>
    );
  }
  differing(changes.packages ?? [], 'environment');
  const same = changes.params.filter(row => !row.differs).length;
  const more = lines.length - MAX_CHANGES + 1;
  return (
    <>
      {lines.length === 0 && <div className="nt-Answer-line">{trans.__('Nothing that was recorded')}</div>}
      {lines.slice(0, more > 1 ? MAX_CHANGES - 1 : MAX_CHANGES)}
      {more > 1 ? (
        <div className="nt-Answer-line">
          <button type="button" className="nt-Link" onClick={() => onOpen('params')}>
            {trans.__('%1 more', more)}
          </button>
        </div>
      ) : (
        same > 0 && (
          <div className="nt-Answer-line nt-muted">
            {trans._n('%1 other setting is the same', '%1 other settings are the same', same)}
          </div>
        )
      )}
    </>
  );
}

/** `+3 −1` lines, coloured and signed. */
export function LineCounts(props: { added: number; removed: number }): JSX.Element {
  return (
    <span className="nt-mono">
      <span className="nt-good">+{props.added}</span> <span className="nt-bad">−{props.removed}</span>
    </span>
  );
}

function DidItHelp(props: IAnswerCardProps): JSX.Element {
  const { trans } = useViewContext();
  const { answer, base, candidate, others } = props;
  const { metric, effect } = answer;
  const isOtherTest = rolesOfPairs(dataPairsOf(props)).some(({ role, is }) => is === 'other' && role !== 'train');
  // No verdict where the runs cannot be compared or judged.
  const goal = isWorthless(answer) ? null : answer.goal;
  const shown = others
    .map(key => ({
      key,
      from: sideValue(base, answer.baseGroup, key),
      to: sideValue(candidate, answer.candidateGroup, key)
    }))
    .filter(({ from, to }) => from !== null && to !== null)
    .slice(0, 2);
  return (
    <>
      <div className="nt-Answer-line nt-mod-main">
        <span className="nt-mono">
          {formatMetric(metric, answer.base)} → <b>{formatMetric(metric, answer.candidate)}</b>
        </span>
        <b>
          <EffectText metric={metric} goal={goal} value={answer.candidate} base={answer.base} unit />
        </b>
        {isOtherTest && <span className="nt-muted">{trans.__('not the same test')}</span>}
      </div>
      {effect ? (
        <>
          <EffectStrip answer={answer} width={250} height={44} axis label={deltaWords(answer)} />
          <div className="nt-small nt-muted">
            {trans.__('95 % CI %1', interval(answer))}
            {' · '}
            {effect.pairs.length
              ? trans.__('%1 paired seeds', effect.pairs.length)
              : trans.__('%1 against %2 runs', answer.candidateGroup.repeats, answer.baseGroup.repeats)}
          </div>
        </>
      ) : (
        <>
          {shown.map(({ key, from, to }) => {
            const direction = isWorthless(answer) ? null : (base.metrics.get(key)?.goal ?? null);
            return (
              <div className="nt-Answer-line" key={key}>
                <bdi className="nt-muted">{displayText(key)}</bdi>
                <span className="nt-mono">{formatMetric(key, to)}</span>
                <EffectText metric={key} goal={direction} value={to} base={from} unit />
              </div>
            );
          })}
          {answer.verdict === 'few' && (
            <div className="nt-Answer-line nt-muted">
              {answer.baseGroup.repeats > 1 && answer.candidateGroup.repeats > 1
                ? trans.__('The repeats do not differ: the noise is unknown')
                : answer.candidateGroup.repeats > 1
                  ? trans.__('Without repeats of the baseline the noise is unknown')
                  : trans.__('Without repeats the noise is unknown')}
            </div>
          )}
        </>
      )}
      <CountIn {...props} />
    </>
  );
}

/** Whether the verdict leaves open what is better or worse: then no difference has a colour. */
function isWorthless({ verdict }: IAnswer): boolean {
  return verdict !== 'better' && verdict !== 'worse';
}
