/** Lets only well-formed edits into the companion's journal. */
import { TrailError } from '../errors';
import type { IStopRequest } from '../protocol';
import type { EditFact } from '../records';

type Test = (value: unknown) => boolean;

const text: Test = value => typeof value === 'string';
const name: Test = value => typeof value === 'string' && value.trim() !== '' && value.length <= 1_000;
const flag: Test = value => typeof value === 'boolean';
const tags: Test = value => Array.isArray(value) && value.every(tag => name(tag)) && value.length <= 1_000;
const idOrNone: Test = value => value === null || name(value);
const isNull: Test = value => value === null;
const place: Test = value => name(value) && String(value).length <= 100;
const goal: Test = value => value === null || value === 'max' || value === 'min';
const note: Test = value => text(value) && String(value).length <= 1_000_000;

/** The fields of each kind of edit. */
const FORMS: Readonly<Record<EditFact['k'], Readonly<Record<string, Test>>>> = {
  run_named: { run_id: name, name },
  run_tagged: { run_id: name, add: tags, remove: tags },
  run_noted: { run_id: name, note },
  run_archived: { run_id: name, archived: flag },
  run_shown: { run_id: name, hidden: flag },
  baseline_set: { project: name, run_id: idOrNone },
  session_notebook: { session_id: name, notebook_path: name },
  metric_defined: { run_id: isNull, project: name, key: name, goal, summary: isNull }
};

/**
 * The edits with the fields of their kind and no others.
 *
 * @throws TrailError NT405
 */
export function checkEdits(facts: unknown): EditFact[] {
  if (!Array.isArray(facts)) {
    throw new TrailError('NT405', 'facts has to be a list of edits');
  }
  return facts.map((fact: unknown) => {
    const given = (typeof fact === 'object' && fact !== null ? fact : {}) as Record<string, unknown>;
    const kind = given.k;
    if (typeof kind !== 'string' || !Object.hasOwn(FORMS, kind)) {
      throw new TrailError('NT405', `${String(kind)} is not an edit`, {
        hint: `Edits are ${Object.keys(FORMS).join(', ')}.`
      });
    }
    const fields = Object.entries(FORMS[kind as EditFact['k']]);
    const wrong = fields.find(([field, fits]) => !fits(given[field]));
    if (wrong) {
      throw new TrailError('NT405', `${wrong[0]} of ${kind} is not what it should be`);
    }
    return Object.fromEntries([['k', kind], ...fields.map(([field]) => [field, given[field]])]) as EditFact;
  });
}

/** @throws TrailError NT405 */
export function checkedStop({ run_ids, by, now }: IStopRequest): IStopRequest {
  if (!Array.isArray(run_ids) || run_ids.length === 0 || !run_ids.every(id => name(id)) || !place(by)) {
    throw new TrailError('NT405', 'run_ids has to be a list of ids, and by a text of at most 100 characters');
  }
  return { type: 'stop', run_ids, by, now: now === true };
}
