/**
 * What a disk refuses, told by the system's or DuckDB's words: nobody's mistake,
 * and mostly over by itself.
 */
const TROUBLES: readonly [pattern: RegExp, what: string][] = [
  [/ENOSPC|No space left on device|not enough space on the disk|disk is full/i, 'its disk is full'],
  [/EDQUOT|quota exceeded|disk quota/i, 'the disk quota is used up'],
  [/EROFS|Read-only file system/i, 'its disk is read-only'],
  [/\bEIO\b|Input\/output error/i, 'its disk reports errors'],
  [
    /ESTALE|Stale (?:NFS )?file handle|ENOTCONN|Transport endpoint|ENODEV|No such device|EHOSTDOWN|ENXIO/i,
    'its disk is not there'
  ],
  [/EMFILE|ENFILE|Too many open files/i, 'too many files are open'],
  [/EACCES|EPERM|Permission denied|Operation not permitted/i, 'it may not be written']
];

/** What is wrong with the disk, as the end of a sentence about the store; null when the message tells of something else. */
export function diskTrouble(message: string): string | null {
  return TROUBLES.find(([pattern]) => pattern.test(message))?.[1] ?? null;
}

/** What to do about it. */
export const DISK_HINT =
  'Free space, or have the disk back; the rest goes on by itself. Nothing that is in the journals is lost.';
