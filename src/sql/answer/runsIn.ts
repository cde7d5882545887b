import type { IResult } from '../../companion/wire';

/** Ids of the runs in a result, each once; `rows` restricts it to some rows. */
export function runsIn({ columns, data }: IResult, rows: (() => readonly number[]) | null): string[] {
  const column = columns.findIndex(({ name }) => name === 'run_id');
  if (column < 0) {
    return [];
  }
  const values = data[column] ?? [];
  const cells = rows ? rows().map(row => values[row]) : values;
  return [...new Set(cells.filter((cell): cell is string => typeof cell === 'string'))];
}
