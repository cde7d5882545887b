/**
 * What a run leaves in the notebook: a small snapshot, so that a card can be
 * drawn without the companion, on GitHub's copy of the notebook or years later.
 * It comes out of a file that anybody may have edited, so nothing of its form
 * is taken for granted: what is not understood makes the renderer show the
 * plain text beside it.
 */
import type { RunStatus } from '../companion/wire';

export const RUN_MIME_TYPE = 'application/vnd.nbtrail.run+json';

export interface IRunSnapshot {
  runId: string;
  name: string;
  status: RunStatus;
  project: string;
  /** Parameters as text, in the order of the snapshot. */
  params: { key: string; value: string }[];
  /** Last value by metric; NaN where it was not a number. */
  metrics: { key: string; last: number }[];
  curves: { key: string; x: number[]; y: number[] }[];
  startedAt: Date | null;
  endedAt: Date | null;
}

const STATUSES: readonly string[] = ['running', 'finished', 'failed', 'killed', 'interrupted'];

/** The snapshot in a mime bundle's entry; null when it is none of ours. Never throws, whatever is in it. */
export function readSnapshot(data: unknown): IRunSnapshot | null {
  try {
    return snapshotOf(data);
  } catch {
    return null; // nested deeper than there is stack for
  }
}

function snapshotOf(data: unknown): IRunSnapshot | null {
  if (!isRecord(data) || typeof data.run_id !== 'string' || typeof data.name !== 'string') {
    return null;
  }
  if (typeof data.v !== 'number' || data.v < 1 || typeof data.status !== 'string' || !STATUSES.includes(data.status)) {
    return null;
  }
  const entries = (value: unknown): [string, unknown][] => (isRecord(value) ? Object.entries(value) : []);
  return {
    runId: data.run_id,
    name: data.name,
    status: data.status as RunStatus,
    project: typeof data.project === 'string' ? data.project : '',
    params: entries(data.params).map(([key, value]) => ({ key, value: textOf(value) })),
    metrics: entries(data.metrics).map(([key, value]) => ({
      key,
      last: numberOf(isRecord(value) ? value.last : value)
    })),
    curves: entries(data.curves).map(([key, points]) => ({ key, ...curveOf(points) })),
    startedAt: dateOf(data.started_at),
    endedAt: dateOf(data.ended_at)
  };
}

export function isRecord(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function curveOf(points: unknown): { x: number[]; y: number[] } {
  const pairs = (Array.isArray(points) ? points : [])
    .filter((point): point is unknown[] => Array.isArray(point))
    .map(([step, value]): [number, number] => [numberOf(step), numberOf(value)])
    .filter(([step]) => Number.isFinite(step));
  return { x: pairs.map(([step]) => step), y: pairs.map(([, value]) => value) };
}

/** Numbers that JSON cannot express arrive as `"NaN"`, `{"$float": "NaN"}` or null. */
function numberOf(value: unknown): number {
  const inner = wordOf(value) ?? value;
  return typeof inner === 'number' || (typeof inner === 'string' && inner !== '') ? Number(inner) : NaN;
}

function textOf(value: unknown): string {
  const word = wordOf(value) ?? value;
  return typeof word === 'string' ? word : (JSON.stringify(word) ?? '');
}

/** The text of a number that JSON cannot express; undefined for anything else. */
function wordOf(value: unknown): string | undefined {
  const word = isRecord(value) ? (value.$float ?? value.$int) : undefined;
  return typeof word === 'string' ? word : undefined;
}

/** Times come as ISO 8601 or as seconds since the epoch. */
function dateOf(value: unknown): Date | null {
  const date = typeof value === 'number' ? new Date(value * 1000) : new Date(typeof value === 'string' ? value : NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}
