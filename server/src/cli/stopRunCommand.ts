import { type ICommand, UsageError } from './Command';
import { json } from './json';
import { theRunning } from './theRun';
import { visible } from './visible';

export const stopRunCommand: ICommand = {
  name: 'stop-run',
  summary: 'stop a run that is running',
  usage: `nbtrail stop-run RUN [--now] [--json]

RUN is a run's id, the beginning of one, or a run's name; of several attempts of
one name, the one that is running. The run ends at its next log, as interrupted,
and what it has recorded stays.

  --now    interrupt its process, if that is on this machine, as Ctrl+C would
  --json   print {run_id, name, interrupted} and nothing else on stdout`,
  most: 1,
  options: { now: { type: 'boolean' }, json: { type: 'boolean' } },
  async run([name], options, { client, say, remark }) {
    if (name === undefined) {
      throw new UsageError('Which run?', 'nbtrail runs "status = running" lists those that are running.');
    }
    const run = await theRunning(client, name);
    const now = options.now === true;
    const { interrupted } = await client.ask('stop', {
      run_ids: [String(run.run_id)],
      by: 'the command line',
      now
    });
    say(
      options.json
        ? json({ run_id: run.run_id, name: run.name, interrupted: interrupted.length > 0 })
        : `${visible(String(run.name))} was asked to stop`
    );
    if (now && interrupted.length === 0) {
      remark('Its process is not on this machine, so it stops at its next log.');
    }
    return 0;
  }
};
