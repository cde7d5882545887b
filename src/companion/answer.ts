import type { IResult, IRowsPush } from './wire';

/** An answer as it comes: in one or more parts, and then what is new in it. Whoever holds one keeps it as it was. */
export class Answer {
  /** @returns the answer; null while parts of it are missing */
  begin(result: IResult, more: boolean): IResult | null {
    this._answer = result;
    this._isPartial = more;
    return more ? null : result;
  }

  /** @returns the answer; null while parts of what is new are missing */
  apply({ splices, row_count, truncated, version, more }: IRowsPush): IResult | null {
    const before = this._answer;
    if (!before) {
      return null;
    }
    const data = this._isPartial ? before.data : before.data.map(column => [...column]);
    for (const { start, remove, data: added } of splices) {
      data.forEach((column, index) => {
        // Not `splice(…, ...added)`: an engine takes only so many arguments.
        const rest = column.splice(start);
        for (const cell of added[index] ?? []) {
          column.push(cell);
        }
        for (let row = remove; row < rest.length; row++) {
          column.push(rest[row] ?? null);
        }
      });
    }
    this._answer = { ...before, data, row_count, truncated, version };
    this._isPartial = more === true;
    return more ? null : this._answer;
  }

  private _answer: IResult | null = null;
  private _isPartial = false;
}
