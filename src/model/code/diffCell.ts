import { diffArrays } from 'diff';

/** A line on one side of a diff. */
export interface IDiffLine {
  /** Line number from 1. */
  number: number;
  text: string;
  changed: boolean;
  /** Character ranges that differ from the line opposite. */
  marks: [from: number, to: number][];
}

/** Lines opposite each other; null where the other side has nothing. */
export interface IDiffRow {
  left: IDiffLine | null;
  right: IDiffLine | null;
}

export interface ICellDiff {
  rows: IDiffRow[];
  added: number;
  removed: number;
}

/** Share of a line that must be common before words are marked instead of the whole line. */
const ALIKE = 0.3;

/** Compares two sources line by line, and changed lines word by word; null is a missing cell. */
export function diffCell(left: string | null, right: string | null): ICellDiff {
  const rows: IDiffRow[] = [];
  let added = 0;
  let removed = 0;
  let [l, r] = [0, 0];
  const line = (number: number, text: string, changed: boolean): IDiffLine => ({
    number,
    text,
    changed,
    marks: []
  });
  let pending: IDiffLine[] = [];
  const flush = (opposite: IDiffLine[]) => {
    for (let i = 0; i < Math.max(pending.length, opposite.length); i++) {
      const row = { left: pending[i] ?? null, right: opposite[i] ?? null };
      markWords(row);
      rows.push(row);
    }
    pending = [];
  };

  for (const part of diffArrays(split(left), split(right))) {
    if (part.removed) {
      removed += part.value.length;
      pending = part.value.map(text => line(++l, text, true));
    } else if (part.added) {
      added += part.value.length;
      flush(part.value.map(text => line(++r, text, true)));
    } else {
      flush([]);
      for (const text of part.value) {
        rows.push({ left: line(++l, text, false), right: line(++r, text, false) });
      }
    }
  }
  flush([]);
  return { rows, added, removed };
}

function split(source: string | null): string[] {
  return source === null ? [] : source.replace(/\n$/, '').split('\n');
}

function markWords({ left, right }: IDiffRow): void {
  if (!left || !right) {
    return;
  }
  const parts = diffArrays(words(left.text), words(right.text));
  const common = parts
    .filter(part => !part.added && !part.removed)
    .reduce((sum, part) => sum + part.value.join('').trim().length, 0);
  if (common < ALIKE * Math.max(left.text.trim().length, right.text.trim().length)) {
    return;
  }
  let [l, r] = [0, 0];
  for (const { value, added, removed } of parts) {
    const size = value.join('').length;
    if (removed) {
      left.marks.push([l, l + size]);
      l += size;
    } else if (added) {
      right.marks.push([r, r + size]);
      r += size;
    } else {
      l += size;
      r += size;
    }
  }
}

/** Numbers, names, runs of blanks, and single signs. */
function words(text: string): string[] {
  return text.match(/\d[\w.]*|\w+|\s+|[^\w\s]/gu) ?? [];
}
