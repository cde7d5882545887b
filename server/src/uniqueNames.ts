/** The names, each once whatever its capitals; one that comes again gets a number: the same in every file that is exported. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map(name => {
    let unique = name;
    for (let count = 1; taken.has(unique.toLowerCase()); count++) {
      unique = `${name}_${count}`;
    }
    taken.add(unique.toLowerCase());
    return unique;
  });
}
