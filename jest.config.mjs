/** Packages that ship ES modules, which jest runs as CommonJS only. */
const MODULES = [
  '@jupyter',
  '@jupyterlab',
  '@lumino',
  '@microsoft',
  'd3-[a-z-]+',
  'internmap',
  'delaunator',
  'robust-predicates',
  'exenv-es6',
  'lib0',
  'yjs',
  'y-protocols',
  'y-websocket',
  'nanoid',
  'uuid',
  'marked',
  'diff'
].join('|');

export default {
  testEnvironment: 'jsdom',
  testMatch: ['<rootDir>/src/**/__tests__/**/*.spec.ts', '<rootDir>/src/**/__tests__/**/*.spec.tsx'],
  transform: {
    '\\.tsx?$': ['@swc/jest', swc({ syntax: 'typescript', tsx: true })],
    '\\.m?js$': ['@swc/jest', swc({ syntax: 'ecmascript' })]
  },
  transformIgnorePatterns: [`/node_modules/(?!(${MODULES})/)`],
  moduleNameMapper: {
    '\\.(css|less|sass|scss)$': '<rootDir>/src/__tests__/cssStub.ts',
    '\\.svg$': '<rootDir>/src/__tests__/svgStub.ts',
    // jsdom would have its stand-in for browsers; the tests' network is Node's.
    '^ws$': '<rootDir>/server/node_modules/ws/index.js'
  },
  modulePathIgnorePatterns: [
    '<rootDir>/.venv/',
    '<rootDir>/nbtrail/',
    '<rootDir>/lib/',
    '<rootDir>/build/',
    '<rootDir>/ui-tests/'
  ],
  maxWorkers: 2,
  testTimeout: 120_000
};

function swc(parser) {
  return {
    jsc: { parser, target: 'es2022', transform: { react: { runtime: 'classic' } } },
    module: { type: 'commonjs' },
    sourceMaps: 'inline'
  };
}
