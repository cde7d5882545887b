import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Home } from './support';

/** View to columns, as docs/schema.md lists them. */
function documented(): Map<string, string[]> {
  const page = readFileSync(join(__dirname, '../../docs/schema.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$/gm)];
  return new Map(
    rows.map(([, view = '', columns = '']): [string, string[]] => [
      view,
      // What stands in brackets explains a column.
      [...columns.replace(/\([^)]*\)/g, '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name)
    ])
  );
}

test('docs/schema.md lists every view with its columns, in their order', async () => {
  const home = new Home();
  try {
    await home.start();
    const rows = await home.sql(`
      SELECT table_name AS view, list(column_name ORDER BY ordinal_position) AS columns
      FROM information_schema.columns WHERE table_schema = 'main' GROUP BY ALL`);
    const found = Object.fromEntries(rows.map(({ view, columns }) => [String(view), columns]));
    expect(Object.fromEntries(documented())).toEqual(found);
  } finally {
    await home.dispose();
  }
});
