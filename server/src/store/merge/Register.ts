/**
 * A table whose rows are merged, never overwritten: what it holds does not
 * depend on the order in which writers' facts arrive, nor on how often.
 *
 * The columns come in groups. A group is written as a whole, together with a
 * stamp; of two writings the `newest` (or the `oldest`) stays. A column under
 * `greatest` keeps its largest value. Columns in an `own` group have one source
 * only, whose order is known: the last writing stays.
 */

/** Column types that projected tables have, and the values written to them. */
export interface IColumnTypes {
  VARCHAR: string | null;
  DOUBLE: number | null;
  INTEGER: number | null;
  /** Whole numbers; beyond 2^53 as bigint. */
  BIGINT: number | bigint | null;
  BOOLEAN: boolean | null;
  /** Microseconds since the epoch. */
  TIMESTAMPTZ: number | null;
  'VARCHAR[]': string[] | null;
}

export type ColumnType = keyof IColumnTypes;
export type Columns = Readonly<Record<string, ColumnType>>;
export type CellValue = IColumnTypes[ColumnType];
export type Row = Record<string, CellValue>;

export interface IGroup {
  keep: 'newest' | 'oldest' | 'own';
  columns: Columns;
}

export interface IRegister {
  name: string;
  key: Columns;
  groups: Readonly<Record<string, IGroup>>;
  greatest: Columns;
}

/** All columns in the table's order; the stamp of group `g` is called `g_by`. */
export function columnsOf(register: IRegister): [string, ColumnType][] {
  return [
    ...Object.entries(register.key),
    ...Object.entries(register.groups).flatMap(([name, group]): [string, ColumnType][] => [
      [stampOf(name), 'VARCHAR'],
      ...Object.entries(group.columns)
    ]),
    ...Object.entries(register.greatest)
  ];
}

export function stampOf(group: string): string {
  return `${group}_by`;
}

/** Does a writing with stamp `found` take the place of the one with stamp `kept`? */
export function replaces(keep: IGroup['keep'], found: string, kept: CellValue | undefined): boolean {
  if (typeof kept !== 'string' || keep === 'own') {
    return true;
  }
  return keep === 'newest' ? found > kept : found < kept;
}

/**
 * The statement that merges `staged` into the table: planning and writing take
 * time by the column, so it speaks of those alone that are to change.
 *
 * @param changing - columns, stamps among them, in which a staged row may differ from the table's
 * @param whole - groups that every staged row has
 */
export function mergeSql(
  register: IRegister,
  staged: string,
  changing: ReadonlySet<string>,
  whole: ReadonlySet<string>
): string {
  const on = Object.keys(register.key).map(name => `t.${name} = s.${name}`);
  const sets = [
    ...Object.entries(register.groups).flatMap(([name, group]) => {
      const stamp = stampOf(name);
      const newer = { newest: '>', oldest: '<', own: null }[group.keep];
      const wins = [
        ...(whole.has(name) ? [] : [`s.${stamp} IS NOT NULL`]),
        ...(newer === null ? [] : [`(t.${stamp} IS NULL OR s.${stamp} ${newer} t.${stamp})`])
      ].join(' AND ');
      return [stamp, ...Object.keys(group.columns)]
        .filter(column => changing.has(column))
        .map(
          column => `${column} = ${wins ? `CASE WHEN ${wins} THEN s.${column} ELSE t.${column} END` : `s.${column}`}`
        );
    }),
    ...Object.keys(register.greatest)
      .filter(column => changing.has(column))
      .map(column => `${column} = greatest(s.${column}, t.${column})`)
  ];
  const update = sets.length > 0 ? `WHEN MATCHED THEN UPDATE SET ${sets.join(', ')} ` : '';
  return `MERGE INTO store.${register.name} t USING ${staged} s ON ${on.join(' AND ')} ${update}WHEN NOT MATCHED THEN INSERT`;
}
