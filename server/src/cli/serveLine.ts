import type { ICommand } from './Command';

/** The command line of `nbtrail serve`; main.ts is what runs it. */
export const SERVE_LINE = {
  name: 'serve',
  summary: 'run the companion in the foreground',
  usage: `nbtrail serve [--home FOLDER] [--port N] [--standby]

Logs to stderr, and ends with Ctrl+C. Whoever asks first starts a companion by
itself, so this is for looking at its log, or for a service manager.

  --home FOLDER  the store (NBTRAIL_HOME, else the user's own)
  --port N       the port to listen on, on this machine alone (0: any that is free)
  --standby      wait while another companion has this store, and take over when it
                 is gone`,
  most: 0,
  options: {
    home: { type: 'string' },
    port: { type: 'string', default: '0' },
    standby: { type: 'boolean', default: false }
  }
} as const satisfies Omit<ICommand, 'run'>;
