/** A view of the public schema: what docs/schema.md, the database and the SQL panel say of it stands here. */
export interface IView {
  name: string;
  /** What a row is, to be read after "a row is". */
  row: string;
  /** In the order of the SQL; to each what it holds, its unit, and what a missing value means. */
  columns: Readonly<Record<string, string>>;
  sql: string;
}
