import type { IStatus } from '../protocol';
import type { ICommand } from './Command';
import { json } from './json';
import { visible } from './visible';

/** Journals that are named one by one. */
const MAX_BEHIND = 5;

export const statusCommand: ICommand = {
  name: 'status',
  summary: 'show the companion, its store and who writes',
  usage: `nbtrail status [--json]

  --json   print one object and nothing else`,
  most: 0,
  options: { json: { type: 'boolean' } },
  async run(_values, options, { client, say }) {
    const status = await client.status();
    if (options.json) {
      say(json(status));
      return 0;
    }
    const alive = status.writers.filter(writer => writer.alive);
    const lines: [string, string][] = [
      ['companion', `${status.version}, process ${status.pid}, since ${status.started_at}`],
      ['store', visible(status.home)],
      ['runs', `${status.runs}, ${status.points} points`],
      ['database', size(status.database_bytes)],
      [
        'journals',
        `${size(status.journal_bytes)}, of which ${size(status.sealed_bytes)} of writers that ended; nbtrail journals -h tells how to let go of them`
      ],
      ['to apply', size(status.backlog_bytes)],
      ['writers', `${alive.length} alive of ${status.writers.length}`],
      ['clients', `${status.clients}`],
      ['memory', size(status.memory_bytes)]
    ];
    if (status.trouble !== null) {
      lines.unshift(['trouble', visible(status.trouble)]);
    }
    if (status.quarantined > 0) {
      lines.push(['set aside', `${status.quarantined} unreadable pieces; see the view quarantine`]);
    }
    lines.push(...behind(status).map((text): [string, string] => ['not read', visible(text)]));
    lines.forEach(([label, text]) => say(`${label.padEnd(10)} ${visible(text)}`));
    return 0;
  }
};

/** Which journals are not read or not waited for, and why. */
export function behind({ writers }: IStatus): string[] {
  const found = writers.flatMap(({ writer_id, behind: why }) => (why === null ? [] : [`journal/${writer_id}: ${why}`]));
  return found.length <= MAX_BEHIND ? found : [...found.slice(0, MAX_BEHIND), `and ${found.length - MAX_BEHIND} more`];
}

/** Bytes for people. */
export function size(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power]}`;
}
