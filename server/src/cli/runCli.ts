/**
 * The command `nbtrail`, all of it but `serve` (main.ts). Answers go to stdout,
 * everything else to stderr; an error is one line, `code: message. hint`, with
 * exit code 1, or 2 when the command line itself cannot be understood.
 */
import { text } from 'node:stream/consumers';
import { autoloadCommand } from './autoloadCommand';
import { Client } from './Client';
import { type ICommand, type IContext, parsed, UsageError } from './Command';
import { diskAnswers } from './diskAnswers';
import { doctorCommand } from './doctorCommand';
import { exportCommand } from './exportCommand';
import { journalsCommand } from './journalsCommand';
import { rebuildCommand } from './rebuildCommand';
import { runsCommand } from './runsCommand';
import { SERVE_LINE } from './serveLine';
import { showCommand } from './showCommand';
import { sqlCommand } from './sqlCommand';
import { statusCommand } from './statusCommand';
import { stopRunCommand } from './stopRunCommand';
import { storeHome } from './storeHome';
import { visible } from './visible';
import { TrailError } from '../errors';
import { version } from '../version';

const COMMANDS: readonly ICommand[] = [
  statusCommand,
  doctorCommand,
  sqlCommand,
  runsCommand,
  showCommand,
  stopRunCommand,
  exportCommand,
  journalsCommand,
  rebuildCommand,
  autoloadCommand
];

/**
 * Run a command line, without the program's own name.
 *
 * @returns the exit code
 */
export async function runCli(argv: string[]): Promise<number> {
  const [name = '--help', ...rest] = argv;
  process.stdout.off('error', readerLeft).on('error', readerLeft);
  try {
    if (name === '-h' || name === '--help' || name === 'help') {
      help().forEach(say);
      return 0;
    }
    if (name === '--version') {
      say(version);
      return 0;
    }
    if (name === SERVE_LINE.name) {
      say(SERVE_LINE.usage);
      return 0;
    }
    const command = COMMANDS.find(known => known.name === name);
    if (!command) {
      throw new UsageError(`There is no command ${visible(name)}`);
    }
    const { values, options } = parsed(command, rest);
    if (options.help) {
      say(command.usage);
      return 0;
    }
    if (!(await diskAnswers(storeHome()))) {
      remark(
        `NT504: The disk of the store ${visible(storeHome())} does not answer. It may be a network folder whose server is away; everything goes on when it is back.`
      );
      // An exit in order would wait for the look that hangs.
      process.kill(process.pid, 'SIGKILL');
    }
    return await command.run(values, options, context());
  } catch (error) {
    const { code, message, hint } = TrailError.from(error);
    const end = /[.!?…]$/.test(message) ? '' : '.';
    remark(`${code}: ${visible(message)}${end}${hint === undefined ? '' : ` ${visible(hint)}`}`);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** A reader that went away (`nbtrail runs | head`) is no error. */
function readerLeft(): void {
  process.exit(0);
}

function context(): IContext {
  return {
    client: new Client(storeHome(), process.argv[1] ?? ''),
    say,
    remark,
    input: () => text(process.stdin)
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function remark(line: string): void {
  process.stderr.write(`${line}\n`);
}

function help(): string[] {
  const all = [
    ...COMMANDS,
    // nbtrail/cli.py has this one.
    { name: 'stop', summary: 'end the companion; the next command or view starts it again' },
    SERVE_LINE
  ];
  const wide = Math.max(...all.map(({ name }) => name.length));
  return [
    'nbtrail: experiment tracking that lives in the notebook',
    '',
    ...all.map(({ name, summary }) => `  nbtrail ${name.padEnd(wide)}  ${summary}`),
    '',
    'nbtrail COMMAND -h tells more. The store is where NBTRAIL_HOME says:',
    `  ${visible(storeHome())}`
  ];
}
