import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';

/** A piece of a line, with the classes that colour it. */
export interface IToken {
  text: string;
  classes: string;
}

/** Source code as coloured lines. */
export interface IHighlighter {
  lines(source: string): Promise<IToken[][]>;
}

/** Colours Python as JupyterLab's editor does, through its own language registry. */
export function pythonHighlighter(languages: IEditorLanguageRegistry): IHighlighter {
  const known = new Map<string, Promise<IToken[][]>>();
  return {
    lines(source) {
      let lines = known.get(source);
      if (!lines) {
        if (known.size > 500) {
          known.clear();
        }
        lines = highlight(languages, source);
        known.set(source, lines);
      }
      return lines;
    }
  };
}

async function highlight(languages: IEditorLanguageRegistry, source: string): Promise<IToken[][]> {
  const host = document.createElement('div');
  await languages.highlight(source, await languages.getLanguage('ipython'), host);
  const lines: IToken[][] = [[]];
  for (const node of Array.from(host.childNodes)) {
    const classes = node instanceof HTMLElement ? node.className : '';
    (node.textContent ?? '').split('\n').forEach((text, i) => {
      if (i > 0) {
        lines.push([]);
      }
      if (text) {
        lines.at(-1)?.push({ text, classes });
      }
    });
  }
  return lines;
}

/** A source without colours. */
export function plainLines(source: string): IToken[][] {
  return source.split('\n').map(text => (text ? [{ text, classes: '' }] : []));
}

/** A line's tokens, cut at the ends of `marks`; pieces in marks are marked. */
export function markedTokens(
  tokens: readonly IToken[],
  marks: readonly [number, number][]
): (IToken & { marked: boolean })[] {
  const cuts = new Set(marks.flat());
  const pieces: (IToken & { marked: boolean })[] = [];
  let at = 0;
  for (const { text, classes } of tokens) {
    let from = 0;
    for (let i = 1; i <= text.length; i++) {
      if (i === text.length || cuts.has(at + i)) {
        const marked = marks.some(([a, b]) => at + from >= a && at + from < b);
        pieces.push({ text: text.slice(from, i), classes, marked });
        from = i;
      }
    }
    at += text.length;
  }
  return pieces;
}
