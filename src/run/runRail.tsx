import React, { useMemo, useState } from 'react';

import type { IEnvironmentRecord } from '../model/run/environment';
import type { IRunRecord } from '../model/run/runRecord';
import { displayText } from '../ui/displayText';
import { useViewContext } from '../ui/viewContext';
import { formatBytes, formatSetting } from '../core/format';
import { Editable } from './editable';

const FIRST = 10;

export interface IRunRailProps {
  run: IRunRecord;
  baseline: IRunRecord | null;
  environments: Map<string, IEnvironmentRecord> | undefined;
  packages: Map<string, Map<string, string>> | undefined;
  onNote: (note: string) => void;
  onEnvironment: () => void;
}

/** Beside the charts: parameters, environment and the note. */
export function RunRail(props: IRunRailProps): JSX.Element {
  const { run, baseline, environments, packages } = props;
  const { trans } = useViewContext();
  const [all, setAll] = useState(false);
  const other = baseline && baseline.runId !== run.runId ? baseline : null;
  const params = useMemo(
    () =>
      [...run.params]
        .map(([key, { value }]) => ({
          key,
          value,
          differs: other !== null && other.params.get(key)?.value !== value
        }))
        .sort((a, b) => Number(b.differs) - Number(a.differs) || a.key.localeCompare(b.key)),
    [run, other]
  );
  const env = environments?.get(run.environmentHash ?? '');
  const mine = packages?.get(run.environmentHash ?? '');
  const theirs = other ? packages?.get(other.environmentHash ?? '') : undefined;
  const changed = [...(mine ?? [])].filter(([name, version]) => theirs !== undefined && theirs.get(name) !== version);
  const facts: [string, string | null | undefined][] = [
    [trans.__('Python'), env?.python],
    [trans.__('Platform'), env?.platform],
    [trans.__('GPU'), env?.gpus],
    [trans.__('Memory, peak'), run.cost?.memoryPeak ? formatBytes(run.cost.memoryPeak) : null],
    [trans.__('Git'), run.gitCommit && `${run.gitCommit.slice(0, 8)}${run.gitDirty ? ' +' : ''}`]
  ];
  return (
    <aside className="nt-RunRail" aria-label={trans.__('About this run')}>
      <section>
        <h4>
          {trans.__('Parameters')}
          {other && <span>{trans.__('bold differs from baseline')}</span>}
        </h4>
        {params.length === 0 && <p className="nt-muted">{trans.__('None were recorded.')}</p>}
        <dl>
          {params.slice(0, all ? undefined : FIRST).map(({ key, value, differs }) => (
            <Fact
              key={key}
              name={key}
              value={value === null ? 'None' : formatSetting(value)}
              exact={value ?? undefined}
              strong={differs}
            />
          ))}
        </dl>
        {params.length > FIRST && (
          <button type="button" className="nt-Link nt-small" onClick={() => setAll(!all)}>
            {all ? trans.__('Fewer') : trans.__('%1 more', params.length - FIRST)}
          </button>
        )}
      </section>
      <section>
        <h4>{trans.__('Environment')}</h4>
        <dl>
          {facts.map(([name, value]) => value && <Fact key={name} name={name} value={value} />)}
          {changed.slice(0, 6).map(([name, version]) => (
            <Fact key={name} name={name} value={version} strong />
          ))}
        </dl>
        {mine && (
          <button type="button" className="nt-Link nt-small" onClick={props.onEnvironment}>
            {trans._n('%1 package', '%1 packages', mine.size)}
          </button>
        )}
      </section>
      <section>
        <h4>{trans.__('Note')}</h4>
        <Editable
          value={run.note}
          label={trans.__('Edit the note')}
          placeholder={trans.__('Write down what you see')}
          onChange={props.onNote}
          multiline
          className="nt-RunRail-note"
        />
      </section>
    </aside>
  );
}

function Fact(props: { name: string; value: string; exact?: string; strong?: boolean }): JSX.Element {
  return (
    <>
      <dt>
        <bdi>{displayText(props.name)}</bdi>
      </dt>
      <dd className={props.strong ? 'nt-strong' : undefined} title={displayText(props.exact ?? props.value)}>
        <bdi>{displayText(props.value)}</bdi>
      </dd>
    </>
  );
}
