/** Syntax trees as DuckDB's `json_serialize_sql` writes them. */

/** A part of a tree. */
export interface INode {
  readonly [key: string]: unknown;
}

/** Look at each part of a tree, however deep; parts of a lambda are told from the others. */
export function walkTree(tree: unknown, look: (node: INode, isInLambda: boolean) => void): void {
  const waiting: [node: unknown, isInLambda: boolean][] = [[tree, false]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [node, isInLambda] = next;
    if (node === null || typeof node !== 'object') {
      continue;
    }
    if (!Array.isArray(node)) {
      look(node as INode, isInLambda);
    }
    const inside = isInLambda || (node as INode).class === 'LAMBDA';
    for (const child of Object.values(node)) {
      waiting.push([child, inside]);
    }
  }
}

/** A name without its capitals, as DuckDB compares names; empty for what is none. */
export function nameOf(name: unknown): string {
  return typeof name === 'string' ? name.toLowerCase() : '';
}

/** The value of a constant; undefined for what is reckoned. */
export function constantOf(node: INode | undefined): unknown {
  return node?.type === 'VALUE_CONSTANT' ? (node.value as INode).value : undefined;
}
