/**
 * The companion's messages and records, as types, and what both sides do alike:
 * the only place that reaches over to the server's side.
 */
export type * from '../../server/src/protocol';
export type * from '../../server/src/records';
export { uniqueNames } from '../../server/src/uniqueNames';
