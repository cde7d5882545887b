import { PostgreSQL, SQLDialect } from '@codemirror/lang-sql';
import { styleTags, tags } from '@lezer/highlight';

import { DOCUMENTED_FUNCTIONS, DOCUMENTED_VIEWS } from '../tables/documentedViews';

/** PostgreSQL's words without those that are columns here: `name` is none of SQL's to its reader. */
const COLUMNS = new Set(DOCUMENTED_VIEWS.flatMap(({ columns }) => columns.map(({ name }) => name)));
const words = (text = ''): string =>
  text
    .split(' ')
    .filter(word => !COLUMNS.has(word))
    .join(' ');

/** DuckDB's functions that questions about runs are made of. */
export const FUNCTIONS = (
  'count sum avg min max stddev stddev_samp median mode first last any_value arg_min arg_max ' +
  'quantile_cont quantile_disc string_agg list array_agg histogram corr regr_slope ' +
  'row_number rank dense_rank lag lead first_value last_value ntile percent_rank ' +
  'abs round floor ceil ln log10 exp sqrt pow greatest least coalesce nullif isfinite isnan ' +
  'date_trunc date_part date_diff epoch now age strftime ' +
  'lower upper trim length substr split_part replace regexp_matches regexp_extract contains ' +
  'starts_with concat concat_ws printf json_extract json_extract_string list_contains unnest range'
).split(' ');

/** Words that the editor offers; it colours more. */
export const OFFERED_WORDS = (
  'select from where group by order having limit offset join left right full inner outer cross asof ' +
  'using on as and or not in is null like ilike between exists case when then else end distinct all ' +
  'with recursive union except intersect over partition rows range filter qualify window asc desc ' +
  'nulls interval cast true false describe summarize show tables explain pivot unpivot sample exclude'
).split(' ');

/** DuckDB's SQL for the editor: PostgreSQL's words and what DuckDB adds to them. */
export const DuckDB = SQLDialect.define({
  ...PostgreSQL.spec,
  keywords:
    `${words(PostgreSQL.spec.keywords)} asof anti semi positional exclude replace qualify pivot unpivot ` +
    'sample describe summarize show explain using by filter over window partition rows range',
  types: `${words(PostgreSQL.spec.types)} double hugeint ubigint uinteger usmallint utinyint tinyint struct map list varchar timestamptz`,
  builtin: [...FUNCTIONS, ...DOCUMENTED_FUNCTIONS.map(({ name }) => name)].join(' '),
  caseInsensitiveIdentifiers: true,
  doubleDollarQuotedStrings: true
}).configureLanguage({
  // JupyterLab's themes colour functions under this name, not under the parser's own.
  props: [styleTags({ Builtin: tags.standard(tags.variableName) })]
});
