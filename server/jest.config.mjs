import { availableParallelism } from 'node:os';

export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } }
    ]
  },
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
  maxWorkers: Math.max(2, availableParallelism()),
  testTimeout: 120_000
};
