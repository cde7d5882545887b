import React from 'react';

import { useViewContext } from '../../ui/viewContext';
import type { IAnswer, IGroup } from '../../model/comparison/answer';
import { repeatsWords } from '../../model/comparison/fairness';

export interface ICountInProps {
  answer: IAnswer;
  counted: readonly string[];
  onCount: (counted: string[]) => void;
}

/** What each side's mean leaves out, and a box that counts it in all the same. */
export function CountIn({ answer, counted, onCount }: ICountInProps): JSX.Element {
  const { trans } = useViewContext();
  const line = (group: IGroup, side: string) => {
    const words = group.all > 1 ? repeatsWords(group, trans) : null;
    const back = group.members.map(run => run.runId).filter(id => counted.includes(id));
    if (words === null && back.length === 0) {
      return null;
    }
    const ids = group.leftOut.map(({ run }) => run.runId);
    return (
      <label className="nt-Answer-line nt-small nt-CountIn" key={side}>
        <input
          type="checkbox"
          checked={words === null}
          onChange={event =>
            onCount(event.target.checked ? [...counted, ...ids] : counted.filter(id => !back.includes(id)))
          }
        />
        <span>
          <span className="nt-muted">{side}</span> {words ?? trans.__('all %1 counted', group.all)}
          {words !== null && <span className="nt-muted">{trans.__(' · count them in')}</span>}
        </span>
      </label>
    );
  };
  return (
    <>
      {line(answer.candidateGroup, trans.__('Candidate'))}
      {line(answer.baseGroup, trans.__('Baseline'))}
    </>
  );
}
