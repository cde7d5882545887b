/** Metrics with one prefix (`val/loss`, `val/acc`), drawn together. */
export interface ISection {
  name: string;
  metrics: string[];
}

/**
 * Groups metrics by what stands before the first `/`; the main metric's section
 * comes first, and the main metric first in it. Metrics without prefix stand under ''.
 */
export function sections(metrics: readonly string[], main: string, filter = ''): ISection[] {
  const wanted = filter.trim().toLowerCase();
  const found = new Map<string, string[]>();
  const rest = metrics.filter(key => key !== main).sort((a, b) => a.localeCompare(b));
  for (const key of metrics.includes(main) ? [main, ...rest] : rest) {
    if (key.toLowerCase().includes(wanted)) {
      const name = prefix(key);
      found.set(name, [...(found.get(name) ?? []), key]);
    }
  }
  return [...found].map(([name, keys]) => ({ name, metrics: keys }));
}

function prefix(key: string): string {
  const slash = key.indexOf('/');
  return slash > 0 ? key.slice(0, slash) : '';
}
