import React, { useEffect, useMemo, useReducer } from 'react';

import { Swatch, useTheme } from '../../charts';
import { NEUTRAL } from '../../model/palette';
import type { IRunRecord } from '../data/runRecord';
import { useViewContext } from '../viewContext';
import { Diamond } from './marks';

/** A run in a comparison, with what marks it everywhere. */
export interface ISide {
  run: IRunRecord;
  id: string;
  label: string;
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
  return useMemo(() => {
    const names = runs.map(run => run.name);
    const colours = trail.colours.within(runs.map(run => run.runId));
    return runs.map(run => {
      const isBaseline = run.runId === baseline;
      const isAmbiguous = names.indexOf(run.name) !== names.lastIndexOf(run.name);
      return {
        run,
        id: run.runId,
        label: isAmbiguous
          ? `${run.name} ${run.attempts > 1 ? trans.__('%1 of %2', run.attempt, run.attempts) : run.runId.slice(-4)}`
          : run.name,
        colour: isBaseline ? 'var(--nt-ink)' : colours.get(run.runId) ?? NEUTRAL,
        dashed: isBaseline,
        isBaseline
      };
    });
  }, [runs, baseline, trail, theme, changes]);
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
