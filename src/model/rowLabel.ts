/**
 * What rows of a list are called where their names would read the same.
 *
 * Invariants
 * - No two rows read the same whose names or parameters differ.
 * - A row that says no more than which repetition it is says what its name begins with, too.
 * - What tells a row from others is in pieces that are not cut; names and keys beside it give way.
 */
import { common } from './commonName';
import { nameClusters, type ICluster } from './nameCluster';
import { nameTails } from './nameTail';

const SHOWN = 3;
const SHORT_KEY = 3;
/** Signs that two names may share and still be told apart at a glance. */
const FEW = 3;
/** Signs of a name that are kept from where it differs. */
const KEPT = 6;
/** Parameters that tell repetitions apart and come last. */
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

/** Runs that read the same without what this module says: those that begin with what is said for all, then the others. */
export function alikeRuns<T extends INamed>(runs: readonly T[], said: string | null): ICluster<T>[] {
  const begins = ({ name }: T): boolean => said !== null && name.startsWith(said);
  const others = nameClusters(runs.filter(run => !begins(run)));
  return said === null ? others : [{ shared: said, runs: runs.filter(begins) }, ...others];
}

/**
 * What tells each run from the others of its list, by id; the rest keep their names.
 *
 * @param said - the beginning that stands above the list.
 */
export function rowLabels(
  runs: readonly INamed[],
  params: ReadonlyMap<string, Params>,
  said: string | null
): Map<string, Label> {
  const clusters = alikeRuns(runs, said);
  const alike = sharedLengths(runs.map(({ name }) => name));
  const labelled = clusters.map(cluster => clusterLabels(cluster, params, alike, cluster.shared === said));
  const inCluster = new Set(labelled.flatMap(labels => [...labels.keys()]));
  const others = runs.filter(({ run_id }) => !inCluster.has(run_id)).map(({ name }) => name);
  const texts = labelled.map(labels => new Set([...labels.values()].map(labelText)));
  clusters.forEach((cluster, at) => {
    const labels = labelled[at] ?? new Map<string, Label>();
    const elsewhere = [...others, ...texts.flatMap((found, other) => (other === at ? [] : [...found]))];
    const isTold = [...labels.values()].every(label => !isRepetition(label));
    if (
      cluster.shared === said ||
      elsewhere.length === 0 ||
      (isTold && !elsewhere.some(text => texts[at]?.has(text)))
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

/** Whether it says which seed, fold or the like a run is, and nothing else: `seed 2`. */
function isRepetition(label: Label): boolean {
  return /^\S+ \S+$/.test(labelText(label)) && REPETITION.test(labelText(label).replace(/ .*/, ''));
}

function clusterLabels(
  { shared, runs }: ICluster<INamed>,
  params: ReadonlyMap<string, Params>,
  alike: ReadonlyMap<string, number>,
  isSaid: boolean
): Map<string, Label> {
  const all = runs.map(({ run_id }) => params.get(run_id) ?? new Map<string, string>());
  const { needed, more } = telling(all);
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
  const tells = (label: Label): boolean => label.length > 0 && counts.get(labelText(label)) === 1;
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
      const tail = isSaid || tailOfName.startsWith('…') ? tailOfName : `…${tailOfName}`;
      const rest = tailOfName === '' ? name : tail;
      const twins = runs.filter(other => other.name === name).length > 1 && own.length > 0;
      return [run_id, tells(own) ? own : twins ? [soft(rest), hard(' · '), ...own] : [hard(rest)]];
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
 * Parameters that tell the runs apart, three at most: those that are needed for it, the
 * ones with most values first, then others that differ; repetitions last.
 */
function telling(all: readonly Params[]): { needed: string[]; more: string[] } {
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
  while (chosen.length < SHOWN && kinds(chosen) < all.length) {
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
  return { needed: chosen.sort((a, b) => rank(a) - rank(b)), more: more.slice(0, SHOWN - chosen.length) };
}

/** The first word that no other text has there; of what it shares with others no more than an ellipsis. */
function headOf(shared: string, others: readonly string[]): Label {
  const alike = Math.max(0, ...others.map(other => common(shared, other).length));
  const end = [...shared.matchAll(END)].find(({ index }) => (index ?? 0) > alike)?.index ?? shared.length;
  const start = alike < FEW ? 0 : shared.slice(0, alike).replace(/\d+$/, '').length;
  const telling = start + FEW;
  return [
    hard(`${start > 0 ? '…' : ''}${shared.slice(start, Math.min(telling, end))}`),
    { text: shared.slice(Math.min(telling, end), end), kind: 'more' }
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
