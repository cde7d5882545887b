import { QueryError } from '../errors';
import type { IFilterResult } from '../protocol';
import { namesIn } from './filter/names';
import { parse } from './filter/parse';
import { whereClause } from './filter/sql';

const MAX_CHARACTERS = 4_000;

/**
 * A line of the filter bar as a condition over `runs r`.
 *
 * Words are looked for in names, tags, notes and parameters; `key op value`
 * compares a column of `runs`, else a parameter, else a metric's best value.
 * docs/schema.md tells the whole of it.
 *
 * @throws QueryError NT320 with the place
 */
export function compileFilter(text: string): IFilterResult {
  if (text.length > MAX_CHARACTERS) {
    throw new QueryError('NT320', `A filter may have at most ${MAX_CHARACTERS} characters`);
  }
  const condition = parse(text);
  return condition === null
    ? { where: 'true', names: [] }
    : { where: whereClause(condition), names: namesIn(condition) };
}
