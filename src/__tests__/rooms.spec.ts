import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

test('every import of the extension and the companion goes down from room to room, and no module waits for itself', () => {
  const checked = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
      '--config',
      'rooms.depcruise.cjs',
      'src',
      'server/src'
    ],
    { cwd: root, encoding: 'utf8' }
  );
  expect(checked.stdout + checked.stderr).toContain('no dependency violations found');
}, 120_000);
