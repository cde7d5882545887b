/** Text as a SQL literal. */
export function literal(text: string): string {
  return `'${text.replace(/'/g, "''")}'`;
}

/** Texts as a parenthesised list; an empty list matches nothing. */
export function literals(texts: readonly string[]): string {
  return texts.length ? `(${texts.map(literal).join(', ')})` : '(NULL)';
}

/** Conditions as one, a line each; `true` when there are none. */
export function every(conditions: readonly string[], indent = '  '): string {
  return conditions.length ? conditions.join(`\n${indent}AND `) : 'true';
}
