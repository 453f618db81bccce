/** Tests read the sources through swc as CommonJS; packages published as ES modules only are read the same way. */
const esmOnly = ['quickjs-wasi', '@bitrix24', 'oidc-provider', 'kysely', 'qs-esm'];
export default {
  testEnvironment: 'node',
  /** A busy machine is slow, not wrong; a test that hangs is found all the same. */
  testTimeout: 120_000,
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '\\.[jt]s$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
};
