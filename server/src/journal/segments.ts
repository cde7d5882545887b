import { readdir } from 'node:fs/promises';

/** A writer's segments of both kinds, each in order. */
export interface ISegments {
  facts: ISegment[];
  numbers: ISegment[];
}

export interface ISegment {
  name: string;
  number: number;
}

const NAME = /^(facts)-(\d{1,15})\.ndjson$|^(numbers)-(\d{1,15})\.bin$/;

/** What a writer's folder holds; nothing when there is no such folder. */
export async function listSegments(folder: string): Promise<ISegments> {
  const found: ISegments = { facts: [], numbers: [] };
  let names: string[];
  try {
    names = await readdir(folder);
  } catch {
    return found;
  }
  for (const name of names) {
    const match = NAME.exec(name);
    if (match?.[1]) {
      found.facts.push({ name, number: Number(match[2]) });
    } else if (match?.[3]) {
      found.numbers.push({ name, number: Number(match[4]) });
    }
  }
  const byNumber = (a: ISegment, b: ISegment): number => a.number - b.number;
  found.facts.sort(byNumber);
  found.numbers.sort(byNumber);
  return found;
}
