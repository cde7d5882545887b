import { QueryError } from '../errors';
import type { IQueryRequest } from '../protocol';
import { checkPoints } from './pointsAsked';
import { checkTimeZone } from './timeZone';

const DEFAULT_LIMIT = 10_000;
export const MAX_LIMIT = 1_000_000;
/** Seconds. */
export const DEFAULT_TIMEOUT = 30;
const MAX_TIMEOUT = 3_600;

/**
 * The rows and seconds that a question may have.
 *
 * @throws QueryError NT405
 */
export function checked(request: IQueryRequest, most: number): { limit: number; seconds: number } {
  const { sql, limit = DEFAULT_LIMIT, timeout = DEFAULT_TIMEOUT } = request;
  if (typeof sql !== 'string') {
    throw new QueryError('NT405', 'The query has no text', { hint: 'Give it as "sql".' });
  }
  if (typeof limit !== 'number' || !(limit >= 0) || typeof timeout !== 'number' || !(timeout > 0)) {
    throw new QueryError('NT405', 'limit and timeout have to be positive numbers', {
      hint: `limit is at most ${most} rows, timeout at most ${MAX_TIMEOUT} seconds.`
    });
  }
  if (request.params !== undefined && (typeof request.params !== 'object' || !request.params)) {
    throw new QueryError('NT405', 'params has to be an object or a list', {
      hint: 'By name: {"lr": 0.1}; by position: [0.1].'
    });
  }
  checkPoints(request.points);
  checkTimeZone(request.time_zone);
  return {
    limit: Math.min(Math.floor(limit), most),
    seconds: Math.min(timeout, MAX_TIMEOUT)
  };
}
