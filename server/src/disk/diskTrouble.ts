/**
 * What a disk refuses, told by the system's or DuckDB's words: nobody's mistake,
 * and mostly over by itself.
 */
const TROUBLES: readonly [pattern: RegExp, what: string][] = [
  [/\bENOSPC\b|[Nn]o space left on device|[Nn]ot enough space on the disk|[Dd]isk is full/, 'its disk is full'],
  [/\bEDQUOT\b|[Qq]uota exceeded|[Dd]isk quota/, 'the disk quota is used up'],
  [/\bEROFS\b|[Rr]ead-only file system/, 'its disk is read-only'],
  [
    /\b(?:EIO|EUCLEAN|EREMOTEIO)\b|[Ii]nput\/output error|[Ss]tructure needs cleaning|[Rr]emote I\/O error/,
    'its disk reports errors'
  ],
  [
    /\b(?:ESTALE|ENOTCONN|ENODEV|EHOSTDOWN|ENXIO|ENOMEDIUM)\b|[Ss]tale (?:NFS )?file handle|[Tt]ransport endpoint|[Nn]o such device|[Nn]o medium found/,
    'its disk is not there'
  ],
  [/\b(?:EMFILE|ENFILE)\b|[Tt]oo many open files/, 'too many files are open'],
  [/\b(?:EACCES|EPERM)\b|[Pp]ermission denied|[Oo]peration not permitted/, 'it may not be written']
];

/** Paths in a message: a folder may be called like a trouble. */
const QUOTED_PATHS = /(["'])[^"']*[/\\][^"']*\1/g;

/** What is wrong with the disk, as the end of a sentence about the store; null when the message tells of something else. */
export function diskTrouble(message: string): string | null {
  const words = message.replace(QUOTED_PATHS, '');
  return TROUBLES.find(([pattern]) => pattern.test(words))?.[1] ?? null;
}

/** What to do about it. */
export const DISK_HINT =
  'Free space, or have the disk back; the rest goes on by itself. Nothing that is in the journals is lost.';
