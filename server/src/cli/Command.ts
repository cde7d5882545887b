import { parseArgs, type ParseArgsConfig } from 'node:util';

import { messageOf, TrailError } from '../errors';
import type { Client } from './Client';

/** What a command has to work with. */
export interface IContext {
  client: Client;
  /** Write a line for the user. */
  say(line: string): void;
  /** Write a line beside the answer, on stderr. */
  remark(line: string): void;
  /** All of stdin. */
  input(): Promise<string>;
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Values of the options that were given. */
export type Given = { [name: string]: string | boolean | (string | boolean)[] | undefined };

/** One of `nbtrail`'s commands. */
export interface ICommand {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** The lines of `-h`, after the first. */
  usage: string;
  options?: Options;
  /** Most arguments beside the options. */
  most: number;
  /** @returns the exit code */
  run(values: string[], options: Given, context: IContext): Promise<number>;
}

/** What was typed is not a command line; exit code 2. */
export class UsageError extends TrailError {
  constructor(message: string, hint?: string) {
    super('NT601', message, { hint });
  }
}

export function parsed(command: Omit<ICommand, 'run'>, argv: string[]): { values: string[]; options: Given } {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      options: { ...command.options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true
    });
    if (positionals.length > command.most) {
      throw new UsageError(
        `${command.name} takes at most ${command.most} argument${command.most === 1 ? '' : 's'}, and got ${positionals.length}`,
        'Put what belongs together in quotes.'
      );
    }
    return { values: positionals, options: values };
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new UsageError(messageOf(error).split('. ')[0] ?? 'Not understood', `nbtrail ${command.name} -h shows how.`);
  }
}

/** A positive number out of an option. */
export function numberOption(options: Given, name: string): number | undefined {
  const value = options[name];
  if (value === undefined) {
    return undefined;
  }
  const number = Number(value);
  if (!(number > 0)) {
    throw new UsageError(`--${name} wants a positive number, and got ${String(value)}`);
  }
  return number;
}

/** The text of an option that has one. */
export function textOption(options: Given, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}
