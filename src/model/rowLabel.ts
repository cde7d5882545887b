/**
 * What rows of a list are called where their names would read the same.
 *
 * Invariants
 * - No two rows read the same whose names or parameters differ.
 * - A row that shows only which repetition it is also shows how its name begins.
 * - What distinguishes a row is in pieces that are not cut; names and keys beside it give way.
 */
import { common } from './commonName';
import { nameClusters, type ICluster } from './nameCluster';
import { nameTails } from './nameTail';

const MAX_PARAMS = 3;
const SHORT_KEY = 3;
/** Characters that two names may share and still be distinguished at a glance. */
const FEW = 3;
/** Signs of a name that are kept from where it differs. */
const KEPT = 6;
/** Parameters that distinguish repetitions, and come last. */
const REPETITION = /(?:^|[._/])(?:seed|random_state|fold|repeat|trial)$/i;
const END = /[-_/ ,:=+|]+/g;

/** A part of a label: where there is little room, what is only more gives way first, then names and keys. */
export interface IPiece {
  text: string;
  kind: 'hard' | 'soft' | 'more';
}
export type Label = readonly IPiece[];

export interface INamed {
  run_id: string;
  name: string;
}

/** Values of a run's parameters as text. */
export type Params = ReadonlyMap<string, string>;

const hard = (text: string): IPiece => ({ text, kind: 'hard' });
const soft = (text: string): IPiece => ({ text, kind: 'soft' });

/** A key of few signs is read as long as it is whole only. */
const keyPiece = (key: string): IPiece => (key.length > SHORT_KEY ? soft(key) : hard(key));

export const labelText = (label: Label): string => label.map(({ text }) => text).join('');

/** Runs whose names alone would read the same: those with the prefix that is shown for all, then the others. */
export function alikeRuns<T extends INamed>(runs: readonly T[], prefix: string | null): ICluster<T>[] {
  const begins = ({ name }: T): boolean => prefix !== null && name.startsWith(prefix);
  const others = nameClusters(runs.filter(run => !begins(run)));
  return prefix === null ? others : [{ shared: prefix, runs: runs.filter(begins) }, ...others];
}

/**
 * What distinguishes each run from the others of its list, by id; the rest keep their names.
 *
 * @param prefix - the beginning of names that is shown above the list.
 */
export function rowLabels(
  runs: readonly INamed[],
  params: ReadonlyMap<string, Params>,
  prefix: string | null
): Map<string, Label> {
  const clusters = alikeRuns(runs, prefix);
  const alike = sharedLengths(runs.map(({ name }) => name));
  const labelled = clusters.map(cluster => clusterLabels(cluster, params, alike, cluster.shared === prefix));
  const inCluster = new Set(labelled.flatMap(labels => [...labels.keys()]));
  const others = runs.filter(({ run_id }) => !inCluster.has(run_id)).map(({ name }) => name);
  const texts = labelled.map(labels => new Set([...labels.values()].map(labelText)));
  clusters.forEach((cluster, at) => {
    const labels = labelled[at] ?? new Map<string, Label>();
    const elsewhere = [...others, ...texts.flatMap((found, other) => (other === at ? [] : [...found]))];
    const isDistinct = [...labels.values()].every(label => !isRepetition(label));
    if (
      cluster.shared === prefix ||
      elsewhere.length === 0 ||
      (isDistinct && !elsewhere.some(text => texts[at]?.has(text)))
    ) {
      return;
    }
    const head = headOf(cluster.shared, [
      ...others,
      ...clusters.flatMap(other => (other === cluster ? [] : other.shared))
    ]);
    const isWhole = (label: Label): boolean => labelText(label).startsWith(cluster.shared);
    labels.forEach((label, id) => labels.set(id, isWhole(label) ? label : headed(head, label, cluster.shared)));
  });
  return new Map(labelled.flatMap(labels => [...labels]));
}

/** Whether it shows which seed, fold or the like a run is, and nothing else: `seed 2`. */
function isRepetition(label: Label): boolean {
  return /^\S+ \S+$/.test(labelText(label)) && REPETITION.test(labelText(label).replace(/ .*/, ''));
}

function clusterLabels(
  { shared, runs }: ICluster<INamed>,
  params: ReadonlyMap<string, Params>,
  alike: ReadonlyMap<string, number>,
  isPrefixShown: boolean
): Map<string, Label> {
  const all = runs.map(({ run_id }) => params.get(run_id) ?? new Map<string, string>());
  const { needed, more } = distinguishingParams(all);
  const byParams = all.map(
    (own): Label => [
      ...needed
        .filter(key => own.has(key))
        .flatMap((key, index) => [
          ...(index > 0 ? [hard(' · ')] : []),
          keyPiece(lastPart(key)),
          hard(` ${own.get(key)}`)
        ]),
      ...more
        .filter(key => own.has(key))
        .map((key): IPiece => ({ text: ` · ${lastPart(key)} ${own.get(key)}`, kind: 'more' }))
    ]
  );
  const counts = new Map<string, number>();
  byParams.forEach(label => counts.set(labelText(label), (counts.get(labelText(label)) ?? 0) + 1));
  const isUnique = (label: Label): boolean => label.length > 0 && counts.get(labelText(label)) === 1;
  const isOneName = runs.every(({ name }) => name === shared);
  const tails = nameTails(
    runs.map(({ name }) => name),
    shared
  );
  return new Map(
    runs.map(({ run_id, name }, at): [string, Label] => {
      const [own, tailOfName] = [byParams[at] ?? [], tails[at] ?? ''];
      if (isOneName) {
        return [run_id, own.length ? [...namePieces(name, alike.get(name) ?? 0), hard(' · '), ...own] : [soft(name)]];
      }
      const tail = isPrefixShown || tailOfName.startsWith('…') ? tailOfName : `…${tailOfName}`;
      const rest = tailOfName === '' ? name : tail;
      const twins = runs.filter(other => other.name === name).length > 1 && own.length > 0;
      return [run_id, isUnique(own) ? own : twins ? [soft(rest), hard(' · '), ...own] : [hard(rest)]];
    })
  );
}

/** How many signs each name shares with the one that is most like it: in their order, a neighbour's. */
function sharedLengths(names: readonly string[]): Map<string, number> {
  const sorted = [...new Set(names)].sort();
  return new Map(
    sorted.map((name, at) => [
      name,
      Math.max(...[sorted[at - 1], sorted[at + 1]].map(other => (other === undefined ? 0 : common(name, other).length)))
    ])
  );
}

/** A name beside parameters: where another begins like it, the number or signs that differ are not cut. */
function namePieces(name: string, alike: number): Label {
  const start = name.slice(0, alike).replace(/[\d.]+$/, '').length;
  const end = Math.max(start + KEPT, alike + 1);
  if (start < FEW || alike >= name.length || end - start > 2 * KEPT) {
    return [soft(name)];
  }
  const rest = name.slice(end);
  return [
    soft(name.slice(0, start)),
    hard(name.slice(start, end)),
    ...(rest ? [{ text: rest, kind: 'more' } as const] : [])
  ];
}

/**
 * Parameters that distinguish the runs, three at most: those that are needed for it, the
 * ones with most values first, then others that differ; repetitions last.
 */
function distinguishingParams(all: readonly Params[]): { needed: string[]; more: string[] } {
  const values = new Map<string, Set<string>>();
  for (const params of all) {
    for (const [key, value] of params) {
      values.set(key, (values.get(key) ?? new Set()).add(value));
    }
  }
  const missing = (key: string): boolean => all.some(params => !params.has(key));
  const rank = (key: string): number => (REPETITION.test(key) ? 1 : 0);
  const size = (key: string): number => values.get(key)?.size ?? 0;
  const differ = [...values]
    .filter(([key, found]) => found.size > 1 || missing(key))
    .map(([key]) => key)
    .sort((a, b) => rank(a) - rank(b) || size(b) - size(a) || (a < b ? -1 : 1));
  const kinds = (keys: readonly string[]): number =>
    new Set(all.map(params => keys.map(key => params.get(key) ?? '\0').join('\n'))).size;
  const chosen: string[] = [];
  while (chosen.length < MAX_PARAMS && kinds(chosen) < all.length) {
    const left = differ.filter(key => !chosen.includes(key));
    const best = left.reduce<string | null>(
      (most, key) => (kinds([...chosen, key]) > kinds(most === null ? chosen : [...chosen, most]) ? key : most),
      null
    );
    if (best === null) {
      break;
    }
    chosen.push(best);
  }
  const more = chosen.some(key => rank(key) === 1)
    ? []
    : differ.filter(key => rank(key) === 0 && !chosen.includes(key));
  return { needed: chosen.sort((a, b) => rank(a) - rank(b)), more: more.slice(0, MAX_PARAMS - chosen.length) };
}

/** The first word that no other text has there; of what it shares with others no more than an ellipsis. */
function headOf(shared: string, others: readonly string[]): Label {
  const alike = Math.max(0, ...others.map(other => common(shared, other).length));
  const end = [...shared.matchAll(END)].find(({ index }) => (index ?? 0) > alike)?.index ?? shared.length;
  const start = alike < FEW ? 0 : shared.slice(0, alike).replace(/\d+$/, '').length;
  const cut = start + FEW;
  return [
    hard(`${start > 0 ? '…' : ''}${shared.slice(start, Math.min(cut, end))}`),
    { text: shared.slice(Math.min(cut, end), end), kind: 'more' }
  ];
}

/** A label after its head; an ellipsis between them stands for what is left out, and there is one. */
function headed(head: Label, label: Label, shared: string): Label {
  const [first, ...rest] = label;
  if (!first?.text.startsWith('…')) {
    return [...head, { text: '…', kind: 'more' }, hard(' '), ...label];
  }
  return labelText(head) === shared ? [...head, { ...first, text: first.text.slice(1) }, ...rest] : [...head, ...label];
}

const lastPart = (key: string): string => key.split(/[./]/).pop() || key;
