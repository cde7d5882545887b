import { micros } from '../merge/stamp';
import type { Context } from './Context';

export function writerOpened(fact: Context): void {
  fact.stage.put('writer', { writer_id: fact.writerId }, 'opened', fact.by, {
    role: fact.text('role'),
    host: fact.text('host'),
    pid: fact.whole('pid'),
    process_started: fact.whole('process_started'),
    pid_space: fact.text('pid_space'),
    rank: fact.whole('rank'),
    version: fact.text('version'),
    opened_at: fact.at,
    parent_writer_id: fact.text('parent_writer_id')
  });
}

/** What a companion observed; no other writer's word on it counts. */
export function writerSilent(fact: Context): void {
  const since = fact.number('since');
  if (fact.isPresumed) {
    const silent_since = since === null ? null : micros(since);
    const writer_id = fact.id('writer_id');
    fact.stage.put('silence', { writer_id }, 'told', fact.by, { silent_since });
    fact
      .texts('run_ids')
      .forEach(run_id =>
        fact.stage.put('run', { run_id }, 'hushed', fact.by, { silent_since, silent_writer: writer_id })
      );
  }
}

export function writerClosed(fact: Context): void {
  fact.stage.put('writer', { writer_id: fact.writerId }, 'closed', fact.by, { closed_at: fact.at });
}

export function sessionStarted(fact: Context): void {
  const session = { session_id: fact.id('session_id') };
  fact.stage.put('session', session, 'began', fact.by, {
    writer_id: fact.writerId,
    parent_session_id: fact.text('parent_session_id'),
    project: fact.text('project'),
    notebook_source: fact.text('notebook_source'),
    kernel_id: fact.text('kernel_id'),
    user_name: fact.text('user'),
    host: fact.text('host'),
    cwd: fact.text('cwd'),
    executable: fact.text('executable'),
    python_version: fact.text('python_version'),
    platform: fact.text('platform'),
    frontend: fact.text('frontend'),
    started_at: fact.at
  });
  place(fact, session);
}

export function sessionNotebook(fact: Context): void {
  place(fact, { session_id: fact.id('session_id') });
}

function place(fact: Context, session: { session_id: string }): void {
  const notebook_path = fact.text('notebook_path');
  fact.stage.put('session', session, 'placed', fact.by, { notebook_path });
}

export function sessionEnded(fact: Context): void {
  const session = { session_id: fact.id('session_id') };
  if (fact.isPresumed) {
    fact.stage.put('session', session, 'presumed', fact.by, { presumed_at: fact.at });
  } else {
    const ended_status = fact.text('status') ?? 'ended';
    fact.stage.put('session', session, 'ended', fact.by, { ended_status, ended_at: fact.at });
  }
}

export function gitState(fact: Context): void {
  fact.stage.put('session', { session_id: fact.id('session_id') }, 'versioned', fact.by, {
    git_root: fact.text('root'),
    git_commit: fact.text('commit'),
    git_branch: fact.text('branch'),
    git_dirty: fact.flag('dirty'),
    git_remote: fact.text('remote')
  });
}

export function environment(fact: Context): void {
  const key = { environment_hash: fact.id('environment_hash') };
  const packages = fact.entries('packages');
  fact.stage.put('session', { session_id: fact.id('session_id') }, 'equipped', fact.by, key);
  fact.stage.put('environment', key, 'told', fact.by, {
    python_version: fact.text('python_version'),
    implementation: fact.text('implementation'),
    executable: fact.text('executable'),
    platform: fact.text('platform'),
    cpu: fact.text('cpu'),
    cpu_count: fact.whole('cpu_count'),
    memory_bytes: fact.whole('memory_bytes'),
    gpus: JSON.stringify(fact.fact.gpus ?? []),
    package_count: packages.length
  });
  for (const [name, version] of packages) {
    fact.stage.put('package', { ...key, name }, 'told', fact.by, { version: String(version) });
  }
}
