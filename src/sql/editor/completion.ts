/**
 * What the editor offers while a question is typed: views and columns (also
 * behind an alias), the documented functions and DuckDB's, its words, and inside
 * a string the metric keys and parameter names that the store holds. Beside the
 * one that is selected stands its description in docs/schema.md.
 */
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  type CompletionSource
} from '@codemirror/autocomplete';
import { schemaCompletionSource } from '@codemirror/lang-sql';
import type { Extension } from '@codemirror/state';

import { DuckDB, FUNCTIONS, OFFERED_WORDS } from './dialect';
import { DOCUMENTED_FUNCTIONS } from '../tables/documentedViews';
import type { IViewColumn, Schema } from '../tables/schema';

/** Completion that follows `schema` as it changes. */
export function completion(schema: Schema): Extension {
  return autocompletion({
    override: [inStrings(schema), columnsInScope(schema), namesOf(schema), words].map(outsideComments),
    icons: false,
    maxRenderedOptions: 80,
    tooltipClass: () => 'nt-SqlCompletion'
  });
}

/** Views, and columns behind `view.` or `alias.`. */
function namesOf(schema: Schema): CompletionSource {
  let made: CompletionSource | null = null;
  let madeFor: unknown = null;
  return context => {
    if (madeFor !== schema.views) {
      madeFor = schema.views;
      made = schemaCompletionSource({
        dialect: DuckDB,
        schema: Object.fromEntries(
          schema.views.map(view => [
            view.name,
            {
              self: { label: view.name, type: 'class', detail: view.row, boost: 2 },
              children: view.columns.map(column => columnOption(column, column.type))
            }
          ])
        )
      });
    }
    return insideString(context) !== null ? null : (made?.(context) ?? null);
  };
}

/** Bare columns of the views that the text names so far. */
function columnsInScope(schema: Schema): CompletionSource {
  return context => {
    const word = context.matchBefore(/\w+/);
    if (!word || insideString(context) !== null || /\.$/.test(textBefore(context, word.from))) {
      return null;
    }
    const text = context.state.doc.toString().toLowerCase();
    const named = schema.views.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(text));
    const options = new Map<string, Completion>();
    for (const view of named) {
      for (const column of view.columns) {
        options.set(column.name, columnOption(column, view.name));
      }
    }
    return { from: word.from, options: [...options.values()], validFor: /^\w*$/ };
  };
}

/** Metric keys and parameter names between quotes. */
function inStrings(schema: Schema): CompletionSource {
  return (context): CompletionResult | null => {
    const from = insideString(context);
    if (from !== null) {
      schema.freshen();
    }
    if (from === null || (schema.metrics.length === 0 && schema.params.length === 0)) {
      return null;
    }
    const options = [
      ...schema.metrics.map(label => ({ label, type: 'variable', detail: 'metric', boost: 1 })),
      ...schema.params.map(label => ({ label, type: 'property', detail: 'parameter' }))
    ];
    return { from, options, validFor: /^[^']*$/ };
  };
}

const WORDS: readonly Completion[] = [
  ...OFFERED_WORDS.map(label => ({ label, type: 'keyword', boost: -1 })),
  ...FUNCTIONS.map(label => ({ label, type: 'function', boost: -1 })),
  ...DOCUMENTED_FUNCTIONS.map(({ name, signature, comment }) => ({
    label: name,
    type: 'function',
    detail: signature.slice(name.length),
    info: comment
  }))
];

/** SQL's words and functions, not behind a dot. */
const words: CompletionSource = context => {
  const word = context.matchBefore(/[\w.]+/);
  return !word || word.text.includes('.') || insideString(context) !== null
    ? null
    : { from: word.from, options: WORDS, validFor: /^\w*$/ };
};

/** A comment is prose: nothing is offered in it. */
function outsideComments(source: CompletionSource): CompletionSource {
  return context =>
    /^(?:[^'"-]|'[^']*'|"[^"]*"|-(?!-))*--/.test(textBefore(context, context.pos)) ? null : source(context);
}

function columnOption({ name, comment }: IViewColumn, detail: string): Completion {
  return { label: name, type: 'property', detail, boost: 1, ...(comment ? { info: comment } : {}) };
}

function textBefore({ state }: CompletionContext, position: number): string {
  const line = state.doc.lineAt(position);
  return line.text.slice(0, position - line.from);
}

/** Where the string that the cursor stands in begins; null outside of strings. */
function insideString(context: CompletionContext): number | null {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const quotes = before.split("'").length - 1;
  return quotes % 2 === 1 ? line.from + before.lastIndexOf("'") + 1 : null;
}
