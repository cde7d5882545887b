import { readdir } from 'node:fs/promises';

/** A writer's segments of both kinds, each in order. */
export interface ISegments {
  facts: ISegment[];
  numbers: ISegment[];
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
  const found: ISegments = { facts: [], numbers: [] };
  let names: string[];
  try {
    // A pipe or a folder of such a name is no segment; opening the former would wait for ever.
    const entries = await readdir(folder, { withFileTypes: true });
    names = entries.filter(entry => entry.isFile() || entry.isSymbolicLink()).map(({ name }) => name);
  } catch {
    return found;
  }
  for (const name of names) {
    const match = NAME.exec(name);
    const plain = name.replace(/\.(?:gz|z)$/, '');
    if (match?.[1]) {
      found.facts.push({ name: plain, file: name, number: Number(match[2]), packed: match[3] === 'gz' ? 'gz' : null });
    } else if (match?.[4]) {
      found.numbers.push({ name: plain, file: name, number: Number(match[5]), packed: match[6] === 'z' ? 'z' : null });
    }
  }
  return { facts: inOrder(found.facts), numbers: inOrder(found.numbers) };
}

/** By number; of a segment that is there in both forms, as it was written. */
function inOrder(segments: ISegment[]): ISegment[] {
  segments.sort((a, b) => a.number - b.number || Number(a.packed !== null) - Number(b.packed !== null));
  return segments.filter(({ number }, index) => segments[index - 1]?.number !== number);
}
