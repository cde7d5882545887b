/**
 * A condition as SQL over `runs r`. People see it in the sidebar, so it is
 * written to be read: only the brackets that are needed, and only the views
 * that docs/schema.md describes.
 *
 * `not x` and `<>` hold for exactly the runs for which `x` and `=` do not,
 * those without a value among them.
 */
import { QueryError } from '../../errors';
import { type ColumnKind, columnOf, STATUSES } from './columns';
import { boolean, containing, isNan, moment, number, pattern, seconds, text } from './literals';
import { type Comparison, type Condition, type ILiteral, type IOperand, METRIC_PARTS } from './syntax';

/** A condition as SQL that can stand beside AND as it is. */
export function whereClause(condition: Condition): string {
  return loose(condition) ? `(${sql(condition)})` : sql(condition);
}

function sql(condition: Condition): string {
  switch (condition.kind) {
    case 'and':
      return condition.terms.map(whereClause).join(' AND ');
    case 'or':
      return condition.terms.map(sql).join(' OR ');
    case 'not':
      return `(${sql(condition.term)}) IS NOT TRUE`;
    case 'word':
      return ofWord(condition.word);
    case 'compare':
      return ofComparison(condition.operand, condition.op, condition.value);
    case 'in':
      return ofList(condition.operand, condition.values);
    case 'between':
      return ofRange(condition.operand, condition.low, condition.high);
    case 'missing':
      return ofMissing(condition.operand);
    case 'nan':
      return ofNan(condition.operand);
    case 'since':
      return `r.started_at ${condition.until ? '<' : '>='} ${moment(condition.moment)}`;
  }
}

/** Does it need brackets beside AND? */
function loose(condition: Condition): boolean {
  return condition.kind === 'or' || (condition.kind === 'word' && isSearch(condition.word));
}

function isSearch({ text: word, quoted }: ILiteral): boolean {
  return quoted || !(STATUSES.has(word.toLowerCase()) || columnOf(word)?.kind === 'boolean');
}

function ofWord(word: ILiteral): string {
  if (!isSearch(word)) {
    const status = word.text.toLowerCase();
    return STATUSES.has(status) ? `r.status = ${text(status)}` : `r.${columnOf(word.text)?.column}`;
  }
  const found = containing(word.text);
  return (
    `concat_ws(' ', r.name, r.project, r.experiment, r.note, array_to_string(r.tags, ' '), r.run_id) ${found}` +
    ` OR EXISTS (SELECT 1 FROM params p WHERE p.run_id = r.run_id AND concat(p.key, '=', p.value) ${found})`
  );
}

function ofComparison(operand: IOperand, op: Comparison, value: ILiteral): string {
  if (isNull(value) && (op === '=' || op === '<>')) {
    const missing = ofMissing(operand);
    return op === '=' ? missing : `(${missing}) IS NOT TRUE`;
  }
  if (isNan(value) && (op === '=' || op === '<>') && operand.part === undefined) {
    return op === '=' ? ofNan(operand) : `(${ofNan(operand)}) IS NOT TRUE`;
  }
  if (kindOf(operand) === 'tags') {
    return ofTags(op, value);
  }
  if (op === 'contains' || op === 'like' || op === 'matches') {
    return ofText(operand, op, value);
  }
  const { left, right } = compared(operand, [value]);
  return `${left} ${op === '<>' ? 'IS DISTINCT FROM' : op} ${right[0]}`;
}

function ofText(operand: IOperand, op: Comparison, value: ILiteral): string {
  if (op === 'contains' && (number(value) !== null || boolean(value) !== null)) {
    if (kindOf(operand) !== 'text') {
      return ofComparison(operand, '=', value);
    }
  }
  const left = asText(operand);
  switch (op) {
    case 'contains':
      return operand.name.toLowerCase() === 'status'
        ? `${left} = ${text(value.text)}`
        : `${left} ${containing(value.text)}`;
    case 'like':
      return `${left} LIKE ${text(value.text)}`;
    default:
      return `regexp_matches(${left}, ${pattern(value)})`;
  }
}

function ofTags(op: Comparison, value: ILiteral): string {
  const some = (condition: string): string =>
    `EXISTS (SELECT 1 FROM tags t WHERE t.run_id = r.run_id AND t.tag ${condition})`;
  switch (op) {
    case '=':
      return `list_contains(r.tags, ${text(value.text)})`;
    case '<>':
      return `(list_contains(r.tags, ${text(value.text)})) IS NOT TRUE`;
    case 'contains':
      return some(containing(value.text));
    case 'like':
      return some(`LIKE ${text(value.text)}`);
    case 'matches':
      return `EXISTS (SELECT 1 FROM tags t WHERE t.run_id = r.run_id AND regexp_matches(t.tag, ${pattern(value)}))`;
    default:
      throw new QueryError('NT320', `Tags cannot be compared with ${op}`, {
        hint: 'For example: tag = base, tag in (base, best), has(base)',
        start: value.start,
        end: value.end
      });
  }
}

function ofList(operand: IOperand, values: ILiteral[]): string {
  if (kindOf(operand) === 'tags') {
    return `list_has_any(r.tags, [${values.map(value => text(value.text)).join(', ')}])`;
  }
  const { left, right } = compared(operand, values);
  return `${left} IN (${right.join(', ')})`;
}

function ofRange(operand: IOperand, low: ILiteral, high: ILiteral): string {
  const { left, right } = compared(operand, [low, high]);
  return `${left} BETWEEN ${right[0]} AND ${right[1]}`;
}

function ofMissing(operand: IOperand): string {
  const kind = kindOf(operand);
  if (kind === 'tags') {
    return 'len(r.tags) = 0';
  }
  if (kind !== undefined) {
    return `r.${columnOf(operand.name)?.column} IS NULL`;
  }
  const key = text(operand.name);
  const views = { param: ['params'], metric: ['metric_summary'], summary: ['run_summary'] };
  const among = operand.source === 'any' ? Object.values(views).flat() : views[operand.source];
  return among
    .map(view => `NOT EXISTS (SELECT 1 FROM ${view} v WHERE v.run_id = r.run_id AND v.key = ${key})`)
    .join(' AND ');
}

/** A metric that was NaN at some step, however it went on; a column, parameter or result that is. */
function ofNan(operand: IOperand): string {
  const kind = kindOf(operand);
  if (kind !== undefined) {
    const column = `r.${columnOf(operand.name)?.column}`;
    return kind === 'number' ? `isnan(${column})` : `${asText(operand)} = 'nan'`;
  }
  const is = { metric: 'v.nan_count > 0', param: "lower(v.value) = 'nan'", summary: "lower(v.value) = 'nan'" };
  const views = { metric: 'metric_summary', param: 'params', summary: 'run_summary' };
  const found = (['metric', 'param', 'summary'] as const)
    .filter(source => operand.source === 'any' || operand.source === source)
    .map(
      source =>
        `EXISTS (SELECT 1 FROM ${views[source]} v WHERE v.run_id = r.run_id AND v.key = ${text(operand.name)} AND ${is[source]})`
    );
  return found.length === 1 ? found.join('') : `(${found.join(' OR ')})`;
}

/** Both sides as the type that the values have, or that the column asks for. */
function compared(operand: IOperand, values: ILiteral[]): { left: string; right: string[] } {
  const kind = kindOf(operand);
  const all = (read: (value: ILiteral) => string | null): string[] | null => {
    const found = values.map(read);
    return found.every(value => value !== null) ? found : null;
  };
  const column = `r.${columnOf(operand.name)?.column}`;
  switch (kind) {
    case 'text':
      return { left: column, right: values.map(value => text(value.text)) };
    case 'time':
      return { left: column, right: values.map(moment) };
    case 'tags':
      return misfit(operand, values, 'a list');
    case 'boolean':
      return { left: column, right: all(boolean) ?? misfit(operand, values, 'true or false') };
    case 'number':
      return {
        left: column,
        right: all(column === 'r.duration_seconds' ? seconds : number) ?? misfit(operand, values, 'a number')
      };
  }
  const numbers = all(number);
  if (numbers || operand.source === 'metric') {
    return { left: asNumber(operand), right: numbers ?? misfit(operand, values, 'a number') };
  }
  const booleans = operand.source === 'summary' ? null : all(boolean);
  return booleans
    ? { left: looked(operand, { param: 'boolean' }), right: booleans }
    : { left: asText(operand), right: values.map(value => text(value.text)) };
}

const EXAMPLES = {
  'a number': '> 0.9',
  'true or false': '= true',
  'a list': 'in (base, best)'
} as const;

function misfit(operand: IOperand, values: ILiteral[], wanted: keyof typeof EXAMPLES): never {
  const place = values[0] ?? operand;
  throw new QueryError('NT320', `${operand.name} is compared with ${wanted}`, {
    hint: `For example: ${operand.name} ${EXAMPLES[wanted]}`,
    start: place.start,
    end: values.at(-1)?.end ?? place.end
  });
}

function asText(operand: IOperand): string {
  const found = operand.source === 'any' ? columnOf(operand.name) : undefined;
  if (found) {
    return found.kind === 'text' ? `r.${found.column}` : `r.${found.column}::VARCHAR`;
  }
  return looked(operand, { param: 'value', summary: 'value' });
}

function asNumber(operand: IOperand): string {
  const metric = METRIC_PARTS[operand.part ?? 'best'];
  return looked(operand, { param: 'number', metric, summary: 'number' });
}

/**
 * The first of the views that knows the name for the run, as a value. Several are
 * asked at once, which takes half the time of one after the other.
 */
function looked(operand: IOperand, fields: { param?: string; metric?: string; summary?: string }): string {
  const views = { param: 'params', metric: 'metric_summary', summary: 'run_summary' } as const;
  const sources = (['param', 'metric', 'summary'] as const).filter(
    source => operand.source === 'any' || operand.source === source
  );
  const found = sources.flatMap(source => {
    const field = fields[source];
    return field === undefined ? [] : [{ field, view: views[source] }];
  });
  const key = text(operand.name);
  const [only, ...more] = found;
  if (only === undefined) {
    throw new QueryError('NT320', `${operand.name} is a metric, which is a number`, operand);
  }
  if (more.length === 0) {
    return `(SELECT ${only.field} FROM ${only.view} v WHERE v.run_id = r.run_id AND v.key = ${key})`;
  }
  const all = found.map(
    ({ field, view }, rank) => `SELECT run_id, ${field} AS value, ${rank} AS rank FROM ${view} WHERE key = ${key}`
  );
  return `(SELECT v.value FROM (SELECT run_id, arg_min(value, rank) AS value FROM (${all.join(' UNION ALL ')}) GROUP BY run_id) v WHERE v.run_id = r.run_id)`;
}

function isNull({ text: word, quoted }: ILiteral): boolean {
  return !quoted && word.toLowerCase() === 'null';
}

function kindOf(operand: IOperand): ColumnKind | undefined {
  return operand.source === 'any' ? columnOf(operand.name)?.kind : undefined;
}
