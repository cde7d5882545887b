/**
 * Reads every blob of the store and says which are not the bytes of their hash, and
 * whose they are. One is read at a time, in pieces; runs may go on storing meanwhile.
 */
import { createHash } from 'node:crypto';
import { createReadStream, type Dirent, existsSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { messageOf, TrailError } from '../errors';
import { rowsOf } from '../query/rowsOf';
import type { Client } from './Client';
import type { IFact } from './fact';
import { size } from './statusCommand';

const HASH = /^[0-9a-f]{64}$/;
/** Milliseconds between two words about how far it is. */
const TOLD_MS = 5_000;
/** Hashes of one question. */
const ASKED_AT_ONCE = 1_000;

interface IBlob {
  sha256: string;
  path: string;
  bytes: number;
}

interface IDamage {
  sha256: string;
  problem: string;
}

/** One fact about all blobs, and one about each that is damaged. */
export async function verifyBlobs(client: Client, remark: (line: string) => void): Promise<IFact[]> {
  const blobs = await listed(join(client.home, 'blobs', 'sha256'));
  const damaged = await read(blobs, remark);
  let missing: IDamage[] = [];
  let owners = new Map<string, string[]>();
  const facts: IFact[] = [];
  try {
    missing = await notThere(client);
    owners = await whose(
      client,
      [...damaged, ...missing].map(({ sha256 }) => sha256)
    );
  } catch (error) {
    const { message, hint = '' } = TrailError.from(error);
    facts.push({ name: 'Whose the bytes are', ok: false, detail: message, hint });
  }
  const all = [...damaged, ...missing];
  const total = size(blobs.reduce((sum, { bytes }) => sum + bytes, 0));
  return [
    ...facts,
    {
      name: 'Stored bytes',
      ok: all.length === 0,
      detail: `${blobs.length} blobs of ${total} were read, ${all.length === 0 ? 'all are whole' : `${damaged.length} are damaged and ${missing.length} missing`}`,
      hint: 'Log the same content again to restore it.'
    },
    ...all.map(({ sha256, problem }) => ({
      name: `Blob ${sha256.slice(0, 12)}`,
      ok: false,
      detail: `${problem}; ${owners.get(sha256)?.join(', ') ?? 'no run is known to have it'}`,
      hint: `It is ${join('blobs', 'sha256', sha256.slice(0, 2), sha256)} in the store.`
    }))
  ];
}

async function listed(folder: string): Promise<IBlob[]> {
  const blobs: IBlob[] = [];
  for (const bucket of await entries(folder)) {
    for (const { name } of bucket.isDirectory() ? await entries(join(folder, bucket.name)) : []) {
      const path = join(folder, bucket.name, name);
      if (HASH.test(name)) {
        blobs.push({ sha256: name, path, bytes: (await lstat(path).catch(() => null))?.size ?? 0 });
      }
    }
  }
  return blobs;
}

async function entries(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

async function read(blobs: readonly IBlob[], remark: (line: string) => void): Promise<IDamage[]> {
  const damaged: IDamage[] = [];
  const all = blobs.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  let told = Date.now();
  for (const [index, { sha256, path }] of blobs.entries()) {
    const progress = (bytes: number): void => {
      done += bytes;
      if (Date.now() - told > TOLD_MS) {
        told = Date.now();
        remark(`Read ${index} of ${blobs.length} blobs, ${size(done)} of ${size(all)}.`);
      }
    };
    const problem = await problemOf(path, sha256, progress);
    if (problem !== null) {
      damaged.push({ sha256, problem });
    }
  }
  return damaged;
}

async function problemOf(path: string, sha256: string, progress: (bytes: number) => void): Promise<string | null> {
  const digest = createHash('sha256');
  let bytes = 0;
  try {
    if (!(await lstat(path)).isFile()) {
      return 'it is no file';
    }
    await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), async (pieces: AsyncIterable<Buffer>) => {
      for await (const piece of pieces) {
        digest.update(piece);
        bytes += piece.length;
        progress(piece.length);
      }
    });
  } catch (error) {
    return messageOf(error);
  }
  if (digest.digest('hex') === sha256) {
    return null;
  }
  return bytes === 0 ? 'it is empty' : `its ${bytes} bytes are not those that were stored`;
}

/** What is said to be stored, and is not. */
async function notThere(client: Client): Promise<IDamage[]> {
  const sql = 'SELECT DISTINCT sha256 FROM artifacts WHERE stored AND sha256 IS NOT NULL';
  const told = await client.ask('query', { sql, limit: 1_000_000, timeout: 300 });
  const hashes = rowsOf(told).map(([sha256]) => String(sha256));
  return hashes
    .filter(sha256 => !existsSync(join(client.home, 'blobs', 'sha256', sha256.slice(0, 2), sha256)))
    .map(sha256 => ({ sha256, problem: 'it is missing' }));
}

/** The runs and artifacts, and the versions of models, that have these hashes. */
async function whose(client: Client, hashes: readonly string[]): Promise<Map<string, string[]>> {
  const owners = new Map<string, string[]>();
  for (let from = 0; from < hashes.length; from += ASKED_AT_ONCE) {
    const asked = hashes.slice(from, from + ASKED_AT_ONCE);
    const told = await client.ask('query', { sql: OWNERS, params: { asked }, limit: 1_000_000 });
    for (const [sha256, words] of rowsOf(told)) {
      const known = owners.get(String(sha256)) ?? [];
      owners.set(String(sha256), [...known, String(words)]);
    }
  }
  return owners;
}

const OWNERS = `
  SELECT a.sha256, 'artifact ' || a.name || ' of run ' || coalesce(r.name, '') || ' (' || a.run_id || ')' AS words
  FROM artifacts a LEFT JOIN runs r USING (run_id) WHERE list_contains($asked, a.sha256)
  UNION ALL
  SELECT sha256, 'version ' || version || ' of model ' || name || ' in project ' || project
  FROM model_versions WHERE list_contains($asked, sha256)
  ORDER BY ALL`;
