/** Everything outside of the companion that is made from its public schema. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { documentedViews } from './browserModules';
import { describe } from './describe';
import { schemaPage } from './schemaPage';

/** Path below the project's folder to what the file there has to hold. */
export async function documents(root: string): Promise<Record<string, string>> {
  const views = await describe();
  return {
    'docs/schema.md': schemaPage(readFileSync(join(root, 'docs/schema.md'), 'utf8'), views),
    'src/sql/tables/documentedViews.ts': documentedViews(views)
  };
}
