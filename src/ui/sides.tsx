import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useMemo, useReducer } from 'react';

import { Swatch, useTheme } from '../charts';
import { NEUTRAL } from '../model/palette';
import { paramTexts } from '../model/paramTexts';
import { labelText, rowLabels, type Label } from '../model/rowLabel';
import type { IRunRecord } from '../model/run/runRecord';
import { useViewContext } from './viewContext';
import { Diamond } from './marks';

/** A run in a comparison, with what marks it everywhere. */
export interface ISide {
  run: IRunRecord;
  id: string;
  label: string;
  /** What distinguishes it from sides whose names would be cut to the same text; null: its label does. */
  distinction: Label | null;
  colour: string;
  dashed: boolean;
  isBaseline: boolean;
}

/** The runs with their colours; the baseline takes no colour: ink, dashed, a diamond. */
export function useSides(runs: readonly IRunRecord[], baseline: string | null): ISide[] {
  const { trail, trans } = useViewContext();
  const theme = useTheme();
  const [changes, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    trail.colours.changed.connect(redraw);
    return () => {
      trail.colours.changed.disconnect(redraw);
    };
  }, [trail]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours follow the theme, and change by themselves
  return useMemo(() => {
    const names = runs.map(run => run.name);
    const labels = distinctions(runs);
    const colours = trail.colours.within(runs.map(run => run.runId));
    return runs.map(run => {
      const isBaseline = run.runId === baseline;
      const distinction = labels.get(run.runId) ?? null;
      const isAmbiguous = names.indexOf(run.name) !== names.lastIndexOf(run.name);
      return {
        run,
        id: run.runId,
        label: isAmbiguous ? fullName(run, distinction, trans) : run.name,
        distinction,
        colour: isBaseline ? 'var(--nt-ink)' : (colours.get(run.runId) ?? NEUTRAL),
        dashed: isBaseline,
        isBaseline
      };
    });
  }, [runs, baseline, trail, trans, theme, changes]);
}

/** What a run is called everywhere in a comparison that has others of its name: by its parameters, where they differ. */
function fullName(run: IRunRecord, distinction: Label | null, trans: TranslationBundle): string {
  const text = distinction && labelText(distinction);
  if (text?.startsWith(run.name)) {
    return text;
  }
  return `${run.name} ${run.attempts > 1 ? trans.__('%1 of %2', run.attempt, run.attempts) : run.runId.slice(-4)}`;
}

/** Labels of the runs that have one that no other run has. */
function distinctions(runs: readonly IRunRecord[]): Map<string, Label> {
  const params = paramTexts(
    runs.flatMap(({ runId, params: own }) =>
      [...own].flatMap(([key, { value, number }]) => (value === null ? [] : [{ run_id: runId, key, value, number }]))
    )
  );
  const found = rowLabels(
    runs.map(({ runId, name }) => ({ run_id: runId, name })),
    params,
    null
  );
  const texts = [...found.values()].map(labelText);
  return new Map([...found].filter(([, label]) => texts.filter(text => text === labelText(label)).length === 1));
}

/** A side's swatch or diamond and its name. */
export function SideName(props: { side: ISide; bold?: boolean }): JSX.Element {
  const { side, bold } = props;
  return (
    <span className="nt-SideName">
      {side.isBaseline ? <Diamond /> : <Swatch colour={side.colour} dashed={side.dashed} />}
      <bdi className={bold ? 'nt-strong' : undefined} title={side.label}>
        {side.label}
      </bdi>
    </span>
  );
}
