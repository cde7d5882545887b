/**
 * The tables behind the views. Everything in them follows from the journals;
 * a change in one of these files raises SCHEMA_VERSION, and the store is made
 * anew from them.
 */
export { LOGS, type LogName } from './logs';
export { POINTS, SETTLE } from './pointTables';
export { type RegisterName, REGISTERS } from './registers';

export const SCHEMA_VERSION = 9;
