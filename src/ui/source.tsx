import React, { useEffect, useState } from 'react';

import { markedTokens, plainLines, type IToken } from './highlight';
import { displayText } from './displayText';
import { useViewContext } from './viewContext';

/** A source's lines, coloured as soon as the language is there. */
export function useLines(source: string | null): IToken[][] {
  const { highlighter } = useViewContext();
  const [coloured, setColoured] = useState<{ source: string; lines: IToken[][] } | null>(null);
  const text = source === null ? null : displayText(source);
  useEffect(() => {
    let wanted = true;
    if (highlighter && text) {
      highlighter.lines(text).then(
        lines => wanted && setColoured({ source: text, lines }),
        () => undefined
      );
    }
    return () => {
      wanted = false;
    };
  }, [highlighter, text]);
  return text === null ? [] : coloured?.source === text ? coloured.lines : plainLines(text);
}

/** One line of code; marked pieces are what differs. */
export function CodeLine(props: { tokens: readonly IToken[]; marks?: readonly [number, number][] }): JSX.Element {
  return (
    <code>
      {markedTokens(props.tokens, props.marks ?? []).map(({ text, classes, marked }, i) =>
        marked ? (
          <em key={i} className={classes}>
            {text}
          </em>
        ) : (
          <span key={i} className={classes}>
            {text}
          </span>
        )
      )}
    </code>
  );
}

/** A whole source with line numbers. */
export function Source(props: { source: string }): JSX.Element {
  const lines = useLines(props.source.replace(/\n$/, ''));
  return (
    <div className="nt-Source">
      {lines.map((tokens, i) => (
        <div key={i} className="nt-Source-line">
          <i>{i + 1}</i>
          <CodeLine tokens={tokens} />
        </div>
      ))}
    </div>
  );
}
