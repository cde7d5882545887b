/** The functions of the public schema, in addition to DuckDB's own. */
import type { IMacro } from './Macro';
import { NUMBER_MACROS } from './numbers';
import { READING_MACROS } from './readings';

export type { IMacro } from './Macro';

export const MACROS: readonly IMacro[] = [...READING_MACROS, ...NUMBER_MACROS];

/** As one calls it: `metric_at(run, key, step)`. */
export function signature({ name, parameters }: IMacro): string {
  return `${name}(${parameters.join(', ')})`;
}
