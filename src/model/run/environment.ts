import type { TranslationBundle } from '@jupyterlab/translation';

import type { Cell, IResult } from '../../companion/wire';
import { formatBytes } from '../../core/format';
import { numberOf, rowsOf } from '../../companion/rows';
import { differenceRows, type IDifferenceRow } from '../comparison/differences';
import type { IRunRecord } from './runRecord';

export const ENVIRONMENTS_SQL = `SELECT environment_hash, python_version, implementation, executable, platform, cpu, cpu_count, memory_bytes, gpus
FROM environments
WHERE environment_hash IN (SELECT environment_hash FROM runs WHERE list_contains($runs, run_id))`;

export const PACKAGES_SQL = `SELECT DISTINCT environment_hash, name, version
FROM packages
WHERE environment_hash IN (SELECT environment_hash FROM runs WHERE list_contains($runs, run_id))
ORDER BY name`;

export interface IEnvironmentRecord {
  python: string;
  implementation: string;
  executable: string;
  platform: string;
  cpu: string | null;
  cpuCount: number | null;
  memoryBytes: number | null;
  gpus: string;
}

export function readEnvironments(result: IResult): Map<string, IEnvironmentRecord> {
  const text = (cell: Cell | undefined) => (cell === null || cell === undefined ? '' : String(cell));
  return new Map(
    rowsOf<{ [column: string]: Cell }>(result).map(row => [
      text(row.environment_hash),
      {
        python: text(row.python_version),
        implementation: text(row.implementation),
        executable: text(row.executable),
        platform: text(row.platform),
        cpu: text(row.cpu) || null,
        cpuCount: numberOf(row.cpu_count),
        memoryBytes: numberOf(row.memory_bytes),
        gpus: gpuNames(text(row.gpus))
      }
    ])
  );
}

/** Versions by package name, per environment. */
export function readPackages(result: IResult): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>();
  for (const { environment_hash, name, version } of rowsOf<{ [column: string]: Cell }>(result)) {
    const packages = found.get(String(environment_hash)) ?? new Map<string, string>();
    packages.set(String(name), String(version));
    found.set(String(environment_hash), packages);
  }
  return found;
}

/** Rows of the runs' packages, or null while a run's environment is not known. */
export function packageRows(
  runs: readonly IRunRecord[],
  packages: Map<string, Map<string, string>> | undefined
): IDifferenceRow[] | null {
  if (!packages || runs.some(run => !run.environmentHash || !packages.has(run.environmentHash))) {
    return null;
  }
  return differenceRows(
    runs.map(
      run =>
        new Map(
          [...(packages.get(run.environmentHash ?? '') ?? [])].map(([name, version]) => [name, { text: version }])
        )
    )
  );
}

/** Rows of interpreter, platform, hardware and git. */
export function machineRows(
  runs: readonly IRunRecord[],
  environments: Map<string, IEnvironmentRecord> | undefined,
  trans: TranslationBundle
): IDifferenceRow[] {
  const dirty = (run: IRunRecord) => (run.gitDirty ? trans.__(' with changes') : '');
  return differenceRows(
    runs.map(run => {
      const env = environments?.get(run.environmentHash ?? '');
      const entries: [string, string | null | undefined][] = [
        [trans.__('Python'), env?.python],
        [trans.__('Implementation'), env?.implementation],
        [trans.__('Executable'), env?.executable],
        [trans.__('Platform'), env?.platform],
        [trans.__('Host'), run.host],
        [trans.__('User'), run.userName],
        [trans.__('CPU'), env?.cpu],
        [trans.__('CPU cores'), env?.cpuCount?.toString()],
        [trans.__('Memory'), env?.memoryBytes ? formatBytes(env.memoryBytes) : null],
        [trans.__('GPU'), env?.gpus],
        [trans.__('Git commit'), run.gitCommit && run.gitCommit.slice(0, 10) + dirty(run)],
        [trans.__('Git branch'), run.gitBranch]
      ];
      return new Map(entries.filter(([, value]) => value).map(([key, value]) => [key, { text: value as string }]));
    })
  );
}

function gpuNames(json: string): string {
  try {
    return (JSON.parse(json || '[]') as { name: string }[]).map(gpu => gpu.name).join(', ');
  } catch {
    return json;
  }
}
