import type { IResult, IRowsPush } from './wire';

/** The answer with what is new in it; the one before stays as it is. */
export function spliced(answer: IResult, { splices, row_count, truncated, version }: IRowsPush): IResult {
  const data = answer.data.map((column, index) => {
    const cells = [...column];
    for (const splice of splices) {
      const added = splice.data[index] ?? [];
      // Not `splice(…, ...added)`: an engine takes only so many arguments.
      const rest = cells.splice(splice.start);
      for (const cell of added) {
        cells.push(cell);
      }
      for (let row = splice.remove; row < rest.length; row++) {
        cells.push(rest[row] ?? null);
      }
    }
    return cells;
  });
  return { ...answer, data, row_count, truncated, version };
}
