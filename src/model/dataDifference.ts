/** A run's datasets: under which role it used which content. */
export interface IHasData {
  /** `hash` is null where the content could not be read. */
  data: readonly { role: string; hash: string | null }[];
}

/** What two runs used under one role; `unread` has no hash on some side. */
export interface IRoleDifference {
  role: string;
  is: 'same' | 'other' | 'one-sided' | 'unread';
}

/** Role by role whether two runs had the same data, by the hash of its content. */
export function dataDifferences(base: IHasData, candidate: IHasData): IRoleDifference[] {
  const [left, right] = [base, candidate].map(byRole);
  return [...new Set([...left.keys(), ...right.keys()])].sort().map((role): IRoleDifference => {
    const [a, b] = [left.get(role), right.get(role)];
    if (!a || !b) {
      return { role, is: 'one-sided' };
    }
    if (a.has(null) || b.has(null)) {
      return { role, is: a.has(null) && b.has(null) ? 'unread' : 'one-sided' };
    }
    return { role, is: a.size === b.size && [...a].every(hash => b.has(hash)) ? 'same' : 'other' };
  });
}

/** Whether what differs in data makes the two not comparable: other content, or none said on one side. */
export function isOtherData(base: IHasData, candidate: IHasData): boolean {
  return (
    (base.data.length === 0) !== (candidate.data.length === 0) ||
    dataDifferences(base, candidate).some(({ is }) => is === 'other')
  );
}

function byRole({ data }: IHasData): Map<string, Set<string | null>> {
  const roles = new Map<string, Set<string | null>>();
  for (const { role, hash } of data) {
    roles.set(role, (roles.get(role) ?? new Set()).add(hash));
  }
  return roles;
}
