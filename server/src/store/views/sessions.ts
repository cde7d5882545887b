import type { IView } from './View';

const sessions: IView = {
  name: 'sessions',
  row: "a kernel's life",
  columns: {
    session_id: 'The session',
    project: 'Project that it was opened for',
    notebook_path: 'Notebook or script; null when it is not known',
    notebook_source: 'How the notebook was found: env, jupyter, vscode, headless, script, …',
    kernel_id: "Jupyter's id of the kernel; null outside of Jupyter",
    frontend: 'jupyterlab, vscode, papermill, nbconvert, ipython, script, …; null when it is not known',
    user_name: 'Account that it ran under',
    host: 'Machine that it ran on',
    cwd: 'Working folder when it began',
    executable: 'Path of the interpreter',
    python_version: "The interpreter's version",
    platform: 'Operating system and processor',
    status: 'running, ended or killed (its process is gone)',
    started_at: 'When it began',
    ended_at: 'When it ended; null while it runs',
    environment_hash: 'Its environment; null while that is being read',
    git_root: 'Folder of the repository around the notebook; null outside of one',
    git_commit: 'Commit when it began; null outside of a repository',
    git_branch: 'Branch of that; null when there was none',
    git_dirty: 'Whether files differed from the commit; null outside of a repository',
    git_remote: 'Address of the remote, credentials masked; null without one',
    writer_id: 'Writer of its journal',
    parent_session_id: 'Session that started it, as a notebook does with a script; null for none',
    silent_since:
      'Last sign of life, where its process cannot be seen from the companion and shows none any more; null for all others'
  },
  sql: `
    SELECT s.session_id, s.project, s.notebook_path, s.notebook_source, s.kernel_id, s.frontend,
      s.user_name, s.host, s.cwd, s.executable, s.python_version, s.platform,
      CASE WHEN s.ended_status IS NOT NULL THEN s.ended_status
        WHEN s.presumed_at >= p.heard_at THEN 'killed' ELSE 'running' END AS status,
      s.started_at,
      CASE WHEN s.ended_status IS NOT NULL THEN s.ended_at
        WHEN s.presumed_at >= p.heard_at THEN s.presumed_at END AS ended_at,
      s.environment_hash, s.git_root, s.git_commit, s.git_branch, s.git_dirty, s.git_remote,
      s.writer_id, s.parent_session_id,
      CASE WHEN s.ended_status IS NULL THEN q.silent_since END AS silent_since
    FROM store.session s LEFT JOIN store.position p ON p.writer_id = s.writer_id
      LEFT JOIN store.silence q ON q.writer_id = s.writer_id
    WHERE s.began_by IS NOT NULL`
};

const gitStates: IView = {
  name: 'git_states',
  row: 'the state of the code when a session began, for those in a repository',
  columns: {
    session_id: 'The session',
    project: 'Project that it was opened for',
    notebook_path: 'Notebook or script; null when it is not known',
    started_at: 'When the session began',
    git_root: 'Folder of the repository',
    git_commit: 'Commit; null in a repository without one',
    git_branch: 'Branch; null when there was none',
    git_dirty: 'Whether files differed from the commit',
    git_remote: 'Address of the remote, credentials masked; null without one',
    runs: 'Runs that began in the session'
  },
  sql: `
    WITH begun AS (
      SELECT session_id, count(*) AS runs FROM store.run WHERE began_by IS NOT NULL GROUP BY session_id
    )
    SELECT s.session_id, s.project, s.notebook_path, s.started_at, s.git_root, s.git_commit,
      s.git_branch, s.git_dirty, s.git_remote, coalesce(b.runs, 0) AS runs
    FROM store.session s LEFT JOIN begun b ON b.session_id = s.session_id
    WHERE s.began_by IS NOT NULL AND s.git_root IS NOT NULL`
};

const environments: IView = {
  name: 'environments',
  row: 'an environment',
  columns: {
    environment_hash: 'sha256 of all that follows and of the packages',
    python_version: "The interpreter's version",
    implementation: 'CPython, PyPy, …',
    executable: 'Path of the interpreter',
    platform: 'Operating system and processor',
    cpu: "The processor's name; null when it is not known",
    cpu_count: 'Its logical cores; null when it is not known',
    memory_bytes: "The machine's memory; null when it is not known",
    gpus: 'JSON text: a list of name, memory_bytes and driver',
    package_count: 'Packages that are installed'
  },
  sql: `
    SELECT environment_hash, python_version, implementation, executable, platform, cpu, cpu_count,
      memory_bytes, gpus, package_count
    FROM store.environment`
};

const packages: IView = {
  name: 'packages',
  row: "a package in a session's environment",
  columns: {
    session_id: 'The session',
    environment_hash: 'Its environment',
    name: "The distribution's name, in lower case with dashes",
    version: 'Its version'
  },
  sql: `
    SELECT s.session_id, p.environment_hash, p.name, p.version
    FROM store.package p JOIN store.session s ON s.environment_hash = p.environment_hash`
};

const packageChanges: IView = {
  name: 'package_changes',
  row: "a package that differs from the project's session before",
  columns: {
    project: 'Body of work',
    session_id: 'The session that has it otherwise',
    previous_session_id: "The project's session before, of those whose environment is known",
    started_at: 'When the later session began',
    name: "The package's name",
    before: 'Its version before; null when it was not installed',
    after: 'Its version now; null when it is no longer installed'
  },
  sql: `
    WITH known AS (
      SELECT project, session_id, started_at, environment_hash,
        lag(session_id) OVER by_time AS previous_session_id,
        lag(environment_hash) OVER by_time AS previous_hash
      FROM store.session
      WHERE began_by IS NOT NULL AND environment_hash IS NOT NULL
      WINDOW by_time AS (PARTITION BY project ORDER BY started_at, session_id)
    ), moved AS (
      FROM known WHERE previous_hash <> environment_hash
    )
    SELECT m.project, m.session_id, m.previous_session_id, m.started_at, a.name,
      b.version AS before, a.version AS after
    FROM moved m
      JOIN store.package a ON a.environment_hash = m.environment_hash
      LEFT JOIN store.package b ON b.environment_hash = m.previous_hash AND b.name = a.name
    WHERE a.version IS DISTINCT FROM b.version
    UNION ALL
    SELECT m.project, m.session_id, m.previous_session_id, m.started_at, b.name, b.version, NULL
    FROM moved m
      JOIN store.package b ON b.environment_hash = m.previous_hash
      ANTI JOIN store.package a ON a.environment_hash = m.environment_hash AND a.name = b.name`
};

export const SESSION_VIEWS: readonly IView[] = [sessions, gitStates, environments, packages, packageChanges];
