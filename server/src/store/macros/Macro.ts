/** A function of the public schema: what docs/schema.md, the database and the SQL panel say of it stands here. */
export interface IMacro {
  name: string;
  /** A value, or rows to be read in FROM. */
  kind: 'value' | 'rows';
  parameters: readonly string[];
  /** What it gives, and when that is null. */
  comment: string;
  /** A question that uses it. */
  example: string;
  /**
   * The body. Names of its own begin with an underscore, and tables with their
   * schema, so that neither an argument nor a WITH of the question is taken for
   * one of them.
   */
  sql: string;
}
