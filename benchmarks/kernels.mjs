/** Kernels that log ten metrics a hundred times a second, one of them the time at which they do. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { root } from './companionProcess.mjs';

const KERNEL = `
import sys, time, nbtrail
run = nbtrail.init(project="bench", name=sys.argv[1])
end = time.time() + float(sys.argv[2])
while time.time() < end:
    row = {f"m{i}": 0.5 for i in range(9)}
    row["logged_at"] = time.time()
    run.log(row)
    time.sleep(0.01)
run.finish()
`;

/** Resolves when all have ended. */
export async function runKernels(home, count, seconds) {
  const children = Array.from({ length: count }, (_, number) =>
    spawn(join(root, '.venv', 'bin', 'python'), ['-c', KERNEL, `kernel-${number}`, String(seconds)], {
      env: { ...process.env, NBTRAIL_HOME: home, PYTHONPATH: root },
      stdio: 'inherit'
    })
  );
  await Promise.all(children.map(child => once(child, 'exit')));
}
