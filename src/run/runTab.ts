/** The parts of a run's view, one of which is shown. */
export const RUN_TABS = ['overview', 'curves', 'timeline', 'code', 'environment'] as const;

export type RunTab = (typeof RUN_TABS)[number];

/** What was given, if there is such a part; else the first. */
export function runTab(given: unknown): RunTab {
  return RUN_TABS.find(tab => tab === given) ?? 'overview';
}
