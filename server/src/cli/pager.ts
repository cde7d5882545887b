import { spawn } from 'node:child_process';

/**
 * Show lines to a person: through a pager where they are too many or too wide
 * for the terminal, and as they are elsewhere.
 *
 * The pager is `$PAGER`, else less; where there is none, the lines are said.
 */
export async function page(lines: readonly string[], say: (line: string) => void): Promise<void> {
  const { isTTY, rows, columns } = process.stdout;
  // A terminal that does not know its size says 0.
  const fits = !rows || (lines.length < rows && lines.every(line => line.length <= columns));
  const shown = isTTY && !fits && (await inPager(lines));
  if (!shown) {
    lines.forEach(say);
  }
}

/** @returns whether they were shown */
function inPager(lines: readonly string[]): Promise<boolean> {
  const { PAGER, LESS } = process.env;
  return new Promise(resolve => {
    const pager = spawn(PAGER || 'less', {
      shell: true,
      stdio: ['pipe', 'inherit', 'inherit'],
      // Long lines are cut and can be moved along, and what fits is not kept on screen.
      env: { ...process.env, LESS: LESS ?? 'FRSX' }
    });
    pager.on('error', () => resolve(false));
    // 127 is the shell's word for a command that there is not.
    pager.on('exit', code => resolve(code !== 127));
    // Closed before its end, as people do.
    pager.stdin.on('error', () => undefined);
    pager.stdin.end(`${lines.join('\n')}\n`);
  });
}
