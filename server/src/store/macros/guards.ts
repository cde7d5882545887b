/**
 * DuckDB's functions whose answer, a single value, can be of any size or take
 * any time: neither its memory limit nor an interrupt reaches into them. Macros
 * of the same names stand before them and refuse what is too large; the box
 * (query/) sees to it that nobody asks around them.
 */

/**
 * Entries of a list or map, and characters of a text, that one call may make.
 * Two thousand calls come between two moments at which an interrupt is heard.
 */
const MAX_ENTRIES = 10_000;
const MAX_KEYS = 2_000;
const MAX_CHARACTERS = 100_000;
/** Bytes of the one text times bytes of the other. */
const MAX_PRODUCT = 100_000_000;

/** One way to call a function: its parameters, and what may not be greater than the bound. */
type Form = readonly [parameters: string, size?: string];

interface IGuard {
  /** What is said of a call beyond the bound. */
  told: string;
  most: number;
  forms: readonly Form[];
}

function making(most: number, what: string, forms: readonly Form[], hint = ''): IGuard {
  return { told: `makes at most ${most.toLocaleString('en')} ${what} here${hint}`, most, forms };
}

/** `parameters` for each form; the work or the result grows with the product of two texts. */
function multiplying(told: string, second: string, ...parameters: string[]): IGuard {
  const size = `strlen(_a::VARCHAR) * strlen(${second}::VARCHAR)`;
  return { told, most: MAX_PRODUCT, forms: parameters.map((list): Form => [list, size]) };
}

const comparing = (...parameters: string[]): IGuard =>
  multiplying('compares texts of at most ten thousand bytes here', '_b', ...parameters);

/** A step makes the list shorter; steps through time are of types that cannot be counted here. */
const RANGE: readonly Form[] = [['_a', 'abs(_a)'], ['_a, _b', 'abs(_b::HUGEINT - _a::HUGEINT)'], ['_a, _b, _c']];
const RESIZE: readonly Form[] = [
  ['_a, _b', '_b'],
  ['_a, _b, _c', '_b']
];

const GUARDS: Readonly<Record<string, IGuard>> = {
  range: making(MAX_ENTRIES, 'entries', RANGE, '; FROM range(…) gives any number of rows'),
  generate_series: making(MAX_ENTRIES, 'entries', RANGE, '; FROM generate_series(…) gives any number of rows'),
  list_resize: making(MAX_ENTRIES, 'entries', RESIZE),
  array_resize: making(MAX_ENTRIES, 'entries', RESIZE),
  map: making(MAX_KEYS, 'entries', [[''], ['_a, _b', 'len(_a)']]),
  map_from_entries: making(MAX_KEYS, 'entries', [['_a', 'len(_a)']]),
  repeat: making(MAX_CHARACTERS, 'characters', [['_a, _b', '_b::HUGEINT * greatest(strlen(_a::VARCHAR), 1)']]),
  lpad: making(MAX_CHARACTERS, 'characters', [['_a, _b, _c', '_b']]),
  rpad: making(MAX_CHARACTERS, 'characters', [['_a, _b, _c', '_b']]),
  bitstring: making(MAX_CHARACTERS, 'bits', [['_a, _b', '_b']]),
  replace: multiplying('makes shorter texts here', '_c', '_a, _b, _c'),
  levenshtein: comparing('_a, _b'),
  editdist3: comparing('_a, _b'),
  damerau_levenshtein: comparing('_a, _b'),
  jaro_similarity: comparing('_a, _b', '_a, _b, _c'),
  jaro_winkler_similarity: comparing('_a, _b', '_a, _b, _c')
};

export const GUARDED: readonly string[] = Object.keys(GUARDS);

export const GUARD_STATEMENTS: readonly string[] = Object.entries(GUARDS).map(([name, { told, most, forms }]) => {
  const bodies = forms.map(([parameters, size]) => {
    const call = `system.main.${name}(${parameters})`;
    const guarded = `CASE WHEN ${size} > ${most} THEN error('${name}() ${told}') ELSE ${call} END`;
    return `(${parameters}) AS ${size === undefined ? call : guarded}`;
  });
  return `CREATE OR REPLACE MACRO main.${name}${bodies.join(', ')}`;
});
