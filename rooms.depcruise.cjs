/**
 * Which room may import which (CONTRIBUTING.md has what each promises). A room
 * imports from those below it in its list, and never from one beside it.
 */
const EXTENSION = [
  ['trail', 'mime', 'sidebar', 'compare', 'run', 'sql', 'notebook', 'preview'],
  ['curves', 'result'],
  ['ui'],
  ['model'],
  ['companion'],
  ['charts'],
  ['core']
];

const COMPANION = [
  ['keeper', 'documents', 'cli'],
  ['http'],
  ['live', 'ingest'],
  ['query'],
  ['store/[A-Z]'],
  ['store/database'],
  ['store/views', 'store/macros', 'store/points'],
  ['store/project'],
  ['store/merge'],
  ['journal'],
  ['disk']
];

/** For each room: it imports from none of its own floor or of those above. */
function floors(root, rooms) {
  return rooms.flatMap((floor, index) =>
    floor.map(room => ({
      name: `${root}${room}`,
      comment: `${root}${room} imports only from rooms below it.`,
      severity: 'error',
      from: { path: `^${root}${room}`, pathNot: '__tests__' },
      to: {
        path: rooms
          .slice(0, index + 1)
          .flat()
          .filter(other => other !== room)
          .map(other => `^${root}${other}`)
      }
    }))
  );
}

module.exports = {
  forbidden: [
    ...floors('src/', EXTENSION),
    ...floors('server/src/', COMPANION),
    {
      name: 'contracts',
      comment: 'The extension knows the companion by its contracts alone.',
      severity: 'error',
      from: { path: '^src/', pathNot: '__tests__' },
      to: { path: '^server/', pathNot: '^server/src/(protocol|records)' }
    },
    {
      name: 'loops',
      comment: 'No module waits for itself.',
      severity: 'error',
      from: { pathNot: '__tests__' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }
    }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(__tests__|node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' }
  }
};
