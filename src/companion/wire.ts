/** The companion's messages and records, as types, and how columns are named: the only place that reaches over to the server's side. */
export type * from '../../server/src/protocol';
export { uniqueNames } from '../../server/src/protocol';
export type * from '../../server/src/records';
