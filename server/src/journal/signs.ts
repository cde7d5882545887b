import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What a writer's folder shows of its life: bytes that it appends, and times to which it sets its files. */
export interface ISigns {
  /** Changes with every sign of life. */
  text: string;
  /** Seconds since the epoch of the newest, by the clock of the file system; 0 without files. */
  newest: number;
  /** Sizes alone: they change when something was appended. */
  sizes: string;
}

export async function signsOf(folder: string): Promise<ISigns> {
  const names = await readdir(folder).catch(() => []);
  // What is compressed is nobody's to append to.
  const plain = names.filter(name => /^(?:facts|numbers)-\d+\.(?:ndjson|bin)$/.test(name)).sort();
  const found = await Promise.all(plain.map(name => lstat(join(folder, name)).catch(() => null)));
  const files = plain.map((name, index) => ({ name, size: found[index]?.size ?? 0, at: found[index]?.mtimeMs ?? 0 }));
  return {
    text: files.map(({ name, size, at }) => `${name}:${size}:${at}`).join(),
    newest: Math.max(0, ...files.map(({ at }) => at)) / 1000,
    sizes: files.map(({ name, size }) => `${name}:${size}`).join()
  };
}
