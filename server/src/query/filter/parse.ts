/**
 * Reads a line of the filter bar. In order of binding, loosest first:
 *
 *     a or b · a and b, a b · not a · (a), key op value, word
 *
 * A word that an operator follows is a key; any other is looked for as text.
 * Only the places where something else could not stand are errors, and each
 * error tells its place.
 */
import { QueryError } from '../../errors';
import {
  type Comparison,
  type Condition,
  type ILiteral,
  type IOperand,
  type IPlace,
  METRIC_PARTS,
  type MetricPart
} from './syntax';
import { type IToken, tokens } from './tokens';

const OPERATORS: { [text: string]: { op: Comparison; not?: boolean } } = {
  '=': { op: '=' },
  '==': { op: '=' },
  '!=': { op: '<>' },
  '<>': { op: '<>' },
  '<': { op: '<' },
  '<=': { op: '<=' },
  '>': { op: '>' },
  '>=': { op: '>=' },
  ':': { op: 'contains' },
  '~': { op: 'matches' },
  '!~': { op: 'matches', not: true }
};

const MIRRORED: { [op in Comparison]?: Comparison } = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '=': '=',
  '<>': '<>'
};

const SOURCES: readonly [RegExp, IOperand['source']][] = [
  [/^params?\./, 'param'],
  [/^metrics?\./, 'metric'],
  [/^summary\./, 'summary']
];

export const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

const DEEPEST = 50;

/** The condition of a line; null for an empty one. */
export function parse(text: string): Condition | null {
  return new Parser(tokens(text)).line();
}

class Parser {
  constructor(private readonly tokens: IToken[]) {}

  line(): Condition | null {
    if (this.token.type === 'end') {
      return null;
    }
    const condition = this.either();
    const rest = this.peek(0);
    if (rest.type !== 'end') {
      throw this.wrong(`${rest.text} has no place here`, rest);
    }
    return condition;
  }

  private either(): Condition {
    const terms = [this.both()];
    while (this.take('or')) {
      terms.push(this.both());
    }
    return joined('or', terms);
  }

  private both(): Condition {
    const terms = [this.negated()];
    for (;;) {
      const said = this.take('and');
      if (!said && (this.is('or') || [')', 'end'].includes(this.token.type))) {
        return joined('and', terms);
      }
      terms.push(this.negated());
    }
  }

  private negated(): Condition {
    if (this.is('not') && !this.operatorFollows()) {
      this.advance();
      return this.nested(() => ({ kind: 'not', term: this.negated() }));
    }
    return this.primary();
  }

  private primary(): Condition {
    const first = this.token;
    if (first.type === '(') {
      const open = this.advance();
      return this.nested(() => {
        const inner = this.either();
        this.expect(')', 'A bracket is opened here and not closed', open);
        return inner;
      });
    }
    if (first.type === 'operator' || this.is('and') || this.is('or')) {
      throw this.wrong(`Something has to stand before ${first.text}`, first, 'For example: lr < 0.01');
    }
    if (!isValue(first)) {
      throw this.wrong(first.type === 'end' ? 'The filter ends too early' : `${first.text} has no place here`, first);
    }
    if (first.type === 'word' && this.peek(1).type === '(' && this.peek(1).start === first.end) {
      return this.called();
    }
    if ((this.is('since') || this.is('until')) && isMoment(this.peek(1).text)) {
      const until = this.advance().text.toLowerCase() === 'until';
      return { kind: 'since', moment: this.value(), until };
    }
    if (NUMBER.test(first.text) && first.type === 'word' && this.peek(1).type === 'operator') {
      return this.mirrored();
    }
    if (this.operatorFollows()) {
      this.advance();
      return this.comparison(operandOf(first));
    }
    return { kind: 'word', word: this.value() };
  }

  /** `has(tag)`, `isnan(metric)`, or `best(metric) op value`. */
  private called(): Condition {
    const name = this.advance();
    const open = this.advance();
    const first = this.token;
    const argument = this.value();
    const close = this.expect(')', 'A bracket is opened here and not closed', open);
    const place = { start: name.start, end: close.end };
    const word = name.text.toLowerCase();
    if (word === 'has') {
      const operand: IOperand = { name: 'tags', source: 'any', ...place };
      return { kind: 'compare', operand, op: '=', value: { ...argument, quoted: true } };
    }
    if (word === 'isnan') {
      const [kind, inner] = [first.type, argument];
      return { kind: 'nan', operand: operandOf({ ...inner, type: kind }) };
    }
    if (!(word in METRIC_PARTS)) {
      const known = ['has', 'isnan', ...Object.keys(METRIC_PARTS)].map(part => `${part}(…)`).join(', ');
      throw this.wrong(`${name.text}(…) is not known`, place, `There are ${known}.`);
    }
    const part = word as MetricPart;
    return this.comparison({ name: argument.text, source: 'metric', part, ...place });
  }

  /** `0.9 < val/acc` */
  private mirrored(): Condition {
    const value = this.value();
    const token = this.advance();
    const op = MIRRORED[OPERATORS[token.text]?.op ?? 'like'];
    if (op === undefined || !isValue(this.token)) {
      throw this.wrong(`${token.text} cannot follow a number`, token, 'For example: lr < 0.01');
    }
    return { kind: 'compare', operand: operandOf(this.advance()), op, value };
  }

  private comparison(operand: IOperand): Condition {
    const token = this.advance();
    const known = token.type === 'operator' ? OPERATORS[token.text] : undefined;
    if (known) {
      const value = this.value(token);
      const compare: Condition = { kind: 'compare', operand, op: known.op, value };
      return known.not ? { kind: 'not', term: compare } : compare;
    }
    switch (token.type === 'word' ? token.text.toLowerCase() : '') {
      case 'not': {
        const term = this.comparison(operand);
        return { kind: 'not', term };
      }
      case 'like':
        return { kind: 'compare', operand, op: 'like', value: this.value(token) };
      case 'in':
        return { kind: 'in', operand, values: this.list(token) };
      case 'is': {
        const not = this.take('not');
        if (!this.take('null')) {
          throw this.wrong('is can be followed by null or not null only', token);
        }
        const missing: Condition = { kind: 'missing', operand };
        return not ? { kind: 'not', term: missing } : missing;
      }
      case 'between': {
        const low = this.value(token);
        if (!this.take('and')) {
          throw this.wrong('between needs two values', token, 'For example: lr between 0.01 and 0.1');
        }
        return { kind: 'between', operand, low, high: this.value(token) };
      }
      default:
        throw this.wrong('A comparison is missing here', token, 'For example: best(val/acc) > 0.9');
    }
  }

  private list(after: IToken): ILiteral[] {
    const open = this.expect('(', 'in needs a list', after, 'For example: model in (svm, mlp)');
    const values = [this.value(open)];
    while (this.token.type === ',') {
      this.advance();
      values.push(this.value());
    }
    this.expect(')', 'A bracket is opened here and not closed', open);
    return values;
  }

  private value(after?: IToken): ILiteral {
    if (!isValue(this.token)) {
      throw this.wrong(
        after ? `A value is missing after ${after.text}` : 'A value is missing here',
        after ?? this.token
      );
    }
    const { type, text, start, end } = this.advance();
    return { text, quoted: type !== 'word', start, end };
  }

  /** Is the token after this one the beginning of a comparison? */
  private operatorFollows(): boolean {
    const next = this.peek(1);
    const word = next.type === 'word' ? next.text.toLowerCase() : '';
    const after = this.peek(2);
    switch (word) {
      case '':
        return next.type === 'operator';
      case 'like':
      case 'between':
        return isValue(after);
      case 'in':
        return after.type === '(';
      case 'is':
        return /^(null|not)$/i.test(after.text);
      case 'not':
        return /^(in|like|between)$/i.test(after.text);
      default:
        return false;
    }
  }

  private is(word: string): boolean {
    return this.token.type === 'word' && this.token.text.toLowerCase() === word;
  }

  private take(word: string): boolean {
    const found = this.is(word);
    if (found) {
      this.advance();
    }
    return found;
  }

  private expect(type: IToken['type'], problem: string, place: IPlace, hint?: string): IToken {
    if (this.token.type !== type) {
      throw this.wrong(problem, place, hint);
    }
    return this.advance();
  }

  private nested(read: () => Condition): Condition {
    if (++this.depth > DEEPEST) {
      throw this.wrong('The filter is nested too deeply', this.token);
    }
    const condition = read();
    this.depth--;
    return condition;
  }

  private advance(): IToken {
    const { token } = this;
    this.index++;
    return token;
  }

  private peek(ahead: number): IToken {
    return (this.tokens[this.index + ahead] ?? this.tokens.at(-1)) as IToken;
  }

  private get token(): IToken {
    return this.peek(0);
  }

  private wrong(message: string, { start, end }: IPlace, hint?: string): QueryError {
    return new QueryError('NT320', message, { hint, start, end });
  }

  private index = 0;
  private depth = 0;
}

function joined(kind: 'and' | 'or', terms: Condition[]): Condition {
  const [only] = terms;
  return only && terms.length === 1 ? only : { kind, terms };
}

function isValue(token: IToken): boolean {
  return token.type === 'word' || token.type === 'key' || token.type === 'text';
}

/** A date, a date with time, a span such as `3d`, or a word for a day. */
export function isMoment(text: string): boolean {
  return /^(?:\d{4}-\d\d-\d\d.*|\d+(?:\.\d+)?(?:s|m|h|d|w|mo|y)|today|yesterday)$/i.test(text);
}

function operandOf({ type, text, start, end }: IToken): IOperand {
  for (const [prefix, source] of type === 'word' ? SOURCES : []) {
    if (prefix.test(text)) {
      return { name: text.replace(prefix, ''), source, start, end };
    }
  }
  return { name: text, source: 'any', start, end };
}
