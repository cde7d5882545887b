/**
 * The public schema: the documented views over the projected tables. Columns
 * are only ever added, at the end of a view; each view may use those before it.
 * What stands here reaches the database as comments, docs/schema.md and the SQL
 * panel (`npm --prefix server run schema`).
 */
import { ARTIFACT_VIEWS } from './artifacts';
import { CELL_VIEWS } from './cells';
import { DATASET_VIEWS } from './datasets';
import { JOURNAL_VIEWS } from './journals';
import { METRIC_VIEWS } from './metrics';
import { MODEL_VIEWS } from './models';
import { PROJECT_VIEWS } from './projects';
import { RUN_PART_VIEWS } from './runParts';
import { RUN_VIEWS } from './runs';
import { RUN_TABLE_VIEWS } from './runTable';
import { SESSION_VIEWS } from './sessions';
import { SYSTEM_VIEWS } from './system';
import type { IView } from './View';

export type { IView } from './View';

export const VIEWS: readonly IView[] = [
  ...RUN_VIEWS,
  ...RUN_TABLE_VIEWS,
  ...METRIC_VIEWS,
  ...RUN_PART_VIEWS,
  ...CELL_VIEWS,
  ...SESSION_VIEWS,
  ...DATASET_VIEWS,
  ...ARTIFACT_VIEWS,
  ...MODEL_VIEWS,
  ...SYSTEM_VIEWS,
  ...PROJECT_VIEWS,
  ...JOURNAL_VIEWS
];
