import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { messageOf, TrailError } from '../errors';
import { makeFolders } from '../disk/makeFolders';
import { type ICommand, UsageError } from './Command';
import { json } from './json';

export const autoloadCommand: ICommand = {
  name: 'autoload',
  summary: 'record every new kernel, or stop doing so',
  usage: `nbtrail autoload on|off|status [--json]

Off until you say otherwise. NBTRAIL_AUTOLOAD=0 or =1 in a kernel's environment
overrides it.

  --json   print {"autoload": …} and nothing else`,
  most: 1,
  options: { json: { type: 'boolean' } },
  async run([word = 'status'], options, { client, say }) {
    const file = join(client.home, 'autoload');
    try {
      if (word === 'on') {
        makeFolders(client.home, 0o700);
        writeFileSync(file, '', { mode: 0o600 });
      } else if (word === 'off') {
        rmSync(file, { force: true });
      } else if (word !== 'status') {
        throw new UsageError(`autoload can be on, off or status, not ${word}`);
      }
    } catch (error) {
      throw error instanceof UsageError
        ? error
        : new TrailError('NT504', `${file} cannot be written: ${messageOf(error)}`);
    }
    const on = existsSync(file);
    const forced = process.env.NBTRAIL_AUTOLOAD;
    if (options.json) {
      say(json({ autoload: on }));
      return 0;
    }
    say(`Every new kernel is ${on ? 'recorded' : 'left alone until it loads nbtrail'}.`);
    if (forced === '0' || forced === '1') {
      say(`NBTRAIL_AUTOLOAD=${forced} is set here and overrides it for kernels that inherit it.`);
    }
    return 0;
  }
};
