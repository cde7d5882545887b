/** docs/queries.md: its questions, and the tables under them. */
import type { Cell, IResult } from '../src/protocol';

export interface IQuestion {
  title: string;
  sql: string;
  /** The table, as it stands in the page. */
  answer: string;
}

/** Rows that the page shows of an answer. */
const SHOWN = 8;

const QUESTION = /^### (\d+\. .*)\n\n(?:(?!#|```).+\n\n)?```sql\n([\s\S]*?)\n```\n([\s\S]*?)(?=^##|(?![\s\S]))/gm;

export function questions(page: string): IQuestion[] {
  return [...page.matchAll(QUESTION)].map(([, title = '', sql = '', answer = '']) => ({
    title,
    sql,
    answer: answer.trim()
  }));
}

/** The page with other answers, in the order of its questions. */
export function withAnswers(page: string, answers: readonly string[]): string {
  let index = 0;
  return page
    .replace(QUESTION, (whole, _title: string, _sql: string, answer: string) => {
      const kept = whole.slice(0, whole.length - answer.length);
      return `${kept}\n${answers[index++] ?? ''}\n\n`;
    })
    .replace(/\n+$/, '\n');
}

/** An answer as a table of Markdown. */
export function table({ columns, data, row_count }: IResult): string {
  const rows = Array.from({ length: Math.min(row_count, SHOWN) }, (_, row) =>
    data.map((cells, column) => shown(cells[row] ?? null, columns[column]?.type ?? ''))
  );
  const lines = [columns.map(({ name }) => name), columns.map(() => '---'), ...rows];
  const left = row_count - rows.length;
  return [
    ...lines.map(line => `| ${line.join(' | ')} |`),
    ...(left > 0 ? ['', `… and ${left} more rows`] : row_count === 0 ? ['', 'No rows'] : [])
  ].join('\n');
}

function shown(cell: Cell, type: string): string {
  if (cell === null) {
    return '–';
  }
  if (typeof cell === 'number') {
    return String(Number(cell.toPrecision(6)));
  }
  if (typeof cell === 'string') {
    const text = type.startsWith('TIMESTAMP') ? cell.replace('T', ' ').replace('Z', '') : cell;
    return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  }
  if (Array.isArray(cell)) {
    return cell.map(item => shown(item, '')).join(', ');
  }
  return typeof cell === 'boolean'
    ? String(cell)
    : Object.entries(cell)
        .map(([name, value]) => `${name}=${shown(value, '')}`)
        .join(', ');
}
