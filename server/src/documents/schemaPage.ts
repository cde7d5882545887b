import { MACROS, signature } from '../store/macros';
import type { IDescribedView } from './describe';
import { joinsPicture } from './joins';

const BEGIN = '<!-- What follows is made by `npm --prefix server run schema`. -->';
const END = '<!-- What follows is written by hand. -->';

/** docs/schema.md with its generated part made anew; what is around it stays. */
export function schemaPage(page: string, views: readonly IDescribedView[]): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) {
    throw new Error(`docs/schema.md has lost a mark: ${begin < 0 ? BEGIN : END}`);
  }
  const parts = [
    '## Views',
    ['| view | a row is |', '|---|---|', ...views.map(inShort)].join('\n'),
    'How they join, each line by the column beside it:',
    joinsPicture(),
    ...views.map(inFull),
    '## Functions',
    'DuckDB’s own, and these. They take columns as well as constants; `run` is a `run_id`.',
    ...MACROS.map(macro => `### \`${signature(macro)}\`\n\n${macro.comment}.\n\n\`\`\`sql\n${macro.example}\n\`\`\``)
  ];
  return `${page.slice(0, begin)}${BEGIN}\n\n${parts.join('\n\n')}\n\n${page.slice(end)}`;
}

function inShort({ name, comment }: IDescribedView): string {
  return `| [\`${name}\`](#${name}) | ${cell(comment.replace(/^A row is /, ''))} |`;
}

function inFull({ name, comment, columns }: IDescribedView): string {
  const rows = columns.map(column => `| \`${column.name}\` | ${typeName(column.type)} | ${cell(column.comment)} |`);
  return [`### \`${name}\``, `${comment}.`, ['| column | type | meaning |', '|---|---|---|', ...rows].join('\n')].join(
    '\n\n'
  );
}

function typeName(type: string): string {
  return type.replace('TIMESTAMP WITH TIME ZONE', 'TIMESTAMPTZ').replaceAll('"', '');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
