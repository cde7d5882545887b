import { MACROS, signature } from '../store/macros';
import type { IDescribedView } from './describe';

const MADE = 'Made by `npm --prefix server run schema`, from server/src/store';

/** src/sql/tables/documentedViews.ts: names, types and comments for the tree and completion. */
export function documentedViews(views: readonly IDescribedView[]): string {
  const shown = views.map(({ name, comment, columns }) =>
    [
      '  {',
      `    name: ${quoted(name)},`,
      `    row: ${quoted(comment.replace(/^A row is /, ''))},`,
      '    columns: [',
      columns
        .map(
          column =>
            `      { name: ${quoted(column.name)}, type: ${quoted(column.type)}, comment: ${quoted(column.comment)} }`
        )
        .join(',\n'),
      '    ]',
      '  }'
    ].join('\n')
  );
  const functions = MACROS.map(
    macro =>
      `  { name: ${quoted(macro.name)}, signature: ${quoted(signature(macro))}, comment: ${quoted(macro.comment)} }`
  );
  return `/**
 * ${MADE}: the views and functions
 * of docs/schema.md, for the tree and for completion while the companion has
 * not answered. Newer columns come from the database itself.
 */

export interface IDocumentedColumn {
  name: string;
  /** As DuckDB calls it. */
  type: string;
  /** What it holds, its unit, and what a missing value means. */
  comment: string;
}

export interface IDocumentedView {
  name: string;
  /** What a row is. */
  row: string;
  columns: readonly IDocumentedColumn[];
}

export interface IDocumentedFunction {
  name: string;
  /** As one calls it. */
  signature: string;
  comment: string;
}

export const DOCUMENTED_VIEWS: readonly IDocumentedView[] = [
${shown.join(',\n')}
];

export const DOCUMENTED_FUNCTIONS: readonly IDocumentedFunction[] = [
${functions.join(',\n')}
];
`;
}

function quoted(text: string): string {
  return text.includes("'") ? `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` : `'${text}'`;
}
