import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';

/** A writer's segments of both kinds, each in order. */
export interface ISegments {
  facts: ISegment[];
  numbers: ISegment[];
  /** What is called like a segment and is none, such as a pipe, with what it is. */
  strangers: string[];
}

export interface ISegment {
  /** As its writer called it, and as the file is called now. */
  name: string;
  file: string;
  number: number;
  /** How it is compressed; null: it is as it was written. */
  packed: 'gz' | 'z' | null;
}

const NAME = /^(facts)-(\d{1,15})\.ndjson(?:\.(gz))?$|^(numbers)-(\d{1,15})\.bin(?:\.(z))?$/;

/** What a writer's folder holds; nothing when there is no such folder. */
export async function listSegments(folder: string): Promise<ISegments> {
  const found: ISegments = { facts: [], numbers: [], strangers: [] };
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const { name } = entry;
    const match = NAME.exec(name);
    if (match && !entry.isFile()) {
      // To open a pipe would be to wait for ever, and a link may lead to one.
      found.strangers.push(`${name} is ${kindOf(entry)}`);
      continue;
    }
    const plain = name.replace(/\.(?:gz|z)$/, '');
    if (match?.[1]) {
      found.facts.push({ name: plain, file: name, number: Number(match[2]), packed: match[3] === 'gz' ? 'gz' : null });
    } else if (match?.[4]) {
      found.numbers.push({ name: plain, file: name, number: Number(match[5]), packed: match[6] === 'z' ? 'z' : null });
    }
  }
  return { ...found, facts: inOrder(found.facts), numbers: inOrder(found.numbers) };
}

function kindOf(entry: Dirent): string {
  if (entry.isSymbolicLink()) {
    return 'a link';
  }
  return entry.isDirectory() ? 'a folder' : entry.isFIFO() ? 'a pipe' : 'no file';
}

/** By number; of a segment that is there in both forms, as it was written. */
function inOrder(segments: ISegment[]): ISegment[] {
  segments.sort((a, b) => a.number - b.number || Number(a.packed !== null) - Number(b.packed !== null));
  return segments.filter(({ number }, index) => segments[index - 1]?.number !== number);
}
