import { useEffect, useMemo, useReducer } from 'react';

import type { IResult } from '../companion/wire';
import { useViewContext } from './viewContext';
import { LiveQuery } from '../companion/liveQuery';
import type { IStatement } from '../companion/statement';

export interface IAnswer<T> {
  value: T | undefined;
  error: Error | undefined;
  loading: boolean;
  retry: () => void;
}

/**
 * A statement's answer as React state, live while `visible`.
 *
 * @param runs - Must be the same array as long as it holds the same runs.
 * @param read - Must be a stable function.
 */
export function useLiveQuery<T>(
  statement: IStatement | null,
  read: (result: IResult) => T,
  views: string,
  runs: readonly string[] | null,
  visible = true
): IAnswer<T> {
  const { trail } = useViewContext();
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const query = useMemo(
    () => new LiveQuery<T>({ connector: trail.connector, read, views: views.split(' '), runs }),
    [trail, read, views, runs]
  );
  useEffect(() => {
    query.changed.connect(redraw);
    return () => query.dispose();
  }, [query]);
  useEffect(() => query.ask(statement), [query, statement]);
  useEffect(() => query.setVisible(visible), [query, visible]);
  const { value, error, loading } = query;
  return { value, error, loading, retry: () => query.refresh() };
}
