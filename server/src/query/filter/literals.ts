/**
 * Words of a filter as SQL literals. Nothing that was typed gets into SQL other
 * than through here: text with its quotes doubled, or a number that was matched
 * as one from its first character to its last.
 */
import { QueryError } from '../../errors';
import { quoted } from '../../store/quoted';
import { isMoment, NUMBER } from './parse';
import type { ILiteral } from './syntax';

const SPANS: { [unit: string]: { name: string; seconds: number } } = {
  s: { name: 'second', seconds: 1 },
  m: { name: 'minute', seconds: 60 },
  h: { name: 'hour', seconds: 3_600 },
  d: { name: 'day', seconds: 86_400 },
  w: { name: 'week', seconds: 604_800 },
  mo: { name: 'month', seconds: 2_629_746 },
  y: { name: 'year', seconds: 31_556_952 }
};

const SPAN = /^(\d+(?:\.\d+)?)(s|m|h|d|w|mo|y)$/i;

export function text(value: string): string {
  return quoted(value);
}

/** `ILIKE '%…%'`, with the pattern's own signs taken literally. */
export function containing(value: string): string {
  const escaped = value.replace(/[\\%_]/g, '\\$&');
  return `ILIKE ${text(`%${escaped}%`)}${escaped === value ? '' : " ESCAPE '\\'"}`;
}

export function number(value: ILiteral): string | null {
  if (value.quoted) {
    return null;
  }
  const [, sign, word] = /^([+-]?)(?:(nan)|inf(?:inity)?)$/i.exec(value.text) ?? [];
  if (sign !== undefined) {
    return `'${word ? 'NaN' : `${sign === '-' ? '-' : ''}Infinity`}'::DOUBLE`;
  }
  return NUMBER.test(value.text) ? value.text.replace(/^\+/, '') : null;
}

export function isNan(value: ILiteral): boolean {
  return !value.quoted && value.text.toLowerCase() === 'nan';
}

export function boolean(value: ILiteral): string | null {
  const word = value.text.toLowerCase();
  return !value.quoted && (word === 'true' || word === 'false') ? word : null;
}

/** Seconds: a number, or a span such as `5m`. */
export function seconds(value: ILiteral): string | null {
  const span = SPAN.exec(value.text);
  return span ? String(Number(span[1]) * (SPANS[span[2]?.toLowerCase() ?? '']?.seconds ?? 1)) : number(value);
}

/** A moment as an expression: `3d` ago, a date, today. */
export function moment(value: ILiteral): string {
  const span = SPAN.exec(value.text);
  if (span) {
    const count = Number(span[1]);
    const unit = SPANS[span[2]?.toLowerCase() ?? '']?.name ?? 'second';
    return `now() - INTERVAL '${count} ${unit}${count === 1 ? '' : 's'}'`;
  }
  switch (value.text.toLowerCase()) {
    case 'today':
      return 'current_date';
    case 'yesterday':
      return 'current_date - 1';
  }
  if (!isMoment(value.text) || Number.isNaN(Date.parse(value.text))) {
    throw new QueryError('NT320', `${value.text} is not a date`, {
      hint: 'For example: since 3d, since 2026-11-01, started_at > 2026-11-01T08:00',
      start: value.start,
      end: value.end
    });
  }
  return `TIMESTAMPTZ ${text(value.text)}`;
}

/** A regular expression as DuckDB (RE2) reads it. */
export function pattern(value: ILiteral): string {
  const source = value.text;
  const foreign = /\(\?(?:[=!]|<[=!])|\\[1-9]/.test(source);
  try {
    new RegExp(source.replace(/^\(\?[ims]+\)/, ''), 'u');
  } catch {
    throw notAPattern(value, "Is a bracket not closed? In quotes, '…', anything can stand.");
  }
  if (foreign) {
    throw notAPattern(value, 'Look-around and back-references are not understood.');
  }
  return text(source);
}

function notAPattern({ text: source, start, end }: ILiteral, hint: string): QueryError {
  return new QueryError('NT320', `${source} is not a regular expression`, { hint, start, end });
}
