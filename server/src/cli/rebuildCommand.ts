import type { ICommand } from './Command';
import { json } from './json';

export const rebuildCommand: ICommand = {
  name: 'rebuild',
  summary: 'rebuild the database from the journals',
  usage: `nbtrail rebuild [--forget] [--json]

The journals are the source of everything and are not changed; the new database
equals the old one.

  --forget leave out what only journals know that were moved away or deleted
  --json   print {facts, points, elapsed_ms} and nothing else`,
  most: 0,
  options: { forget: { type: 'boolean' }, json: { type: 'boolean' } },
  async run(_values, options, { client, say }) {
    const done = await client.ask('rebuild', { forget: options.forget === true });
    say(
      options.json
        ? json(done)
        : `Rebuilt from ${done.facts} facts and ${done.points} points in ${(done.elapsed_ms / 1000).toFixed(1)} s.`
    );
    return 0;
  }
};
