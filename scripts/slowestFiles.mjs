/** Test files that took longest, from what a runner printed, or from pytest's JUnit report. */
const MAX_FILES = 10;
const SECONDS = { ms: 0.001, s: 1, m: 60 };
const PATTERNS = [
  // jest, which tells the time of a file where it is long
  /^(?:PASS|FAIL) (?<file>\S+) \((?<time>[\d.]+) (?<unit>s)[^)]*\)$/gm,
  // Playwright, for each test
  /^\s+\S+\s+\d+ (?:\[[^\]]+\] › )?(?<file>\S+?):\d+:\d+ › .* \((?<time>[\d.]+)(?<unit>ms|s|m)\)$/gm,
  // pytest's report, for each test
  /<testcase [^>]*?\bfile="(?<file>[^"]+)"[^>]*?\btime="(?<time>[\d.]+)"/g
];

/** @returns lines such as `12.3 s  tests/a.test.ts`, the slowest first */
export function slowestFiles(output) {
  const plain = output.replace(/\u001b\[[0-9;]*m/g, '');
  const took = new Map();
  for (const pattern of PATTERNS) {
    for (const { groups } of plain.matchAll(pattern)) {
      const seconds = Number(groups.time) * (SECONDS[groups.unit] ?? 1);
      took.set(groups.file, (took.get(groups.file) ?? 0) + seconds);
    }
  }
  return [...took]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MAX_FILES)
    .map(([file, seconds]) => `${seconds.toFixed(1).padStart(7)} s  ${file}`);
}
