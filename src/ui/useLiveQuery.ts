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
 * @param statement - Must be the same object as long as it asks the same.
 * @param read - Must be a stable function.
 */
export function useLiveQuery<T>(
  statement: IStatement | null,
  read: (result: IResult) => T,
  visible = true
): IAnswer<T> {
  const { trail } = useViewContext();
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const query = useMemo(() => new LiveQuery<T>(trail.connector, read), [trail, read]);
  useEffect(() => {
    query.changed.connect(redraw);
    return () => query.dispose();
  }, [query]);
  useEffect(() => {
    query.ask(statement);
  }, [query, statement]);
  useEffect(() => {
    query.visible = visible;
  }, [query, visible]);
  const { value, error, loading } = query;
  return { value, error, loading, retry: () => query.refresh() };
}
