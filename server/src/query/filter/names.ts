import { columnOf } from './columns';
import type { Condition } from './syntax';

/** The parameters, metrics and results that a condition looks up, each once; columns of `runs` are none. */
export function namesIn(condition: Condition): string[] {
  return [...new Set(named(condition))];
}

function named(condition: Condition): string[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.terms.flatMap(named);
    case 'not':
      return named(condition.term);
    case 'word':
    case 'since':
      return [];
    default: {
      const { name, source } = condition.operand;
      return source === 'any' && columnOf(name) !== undefined ? [] : [name];
    }
  }
}
