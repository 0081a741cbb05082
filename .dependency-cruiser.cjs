/**
 * Who may import whom. `npm run check` reads it for this tree; test/architecture/imports.test.ts breaks every rule once
 * and sees it reported. Tests (`*.test.ts`, test/) may import everything, so they are no `from` of the folder rules.
 */
const folders = [
  'domain',
  'policies',
  'adapters',
  'store',
  'temporal',
  'lists',
  'activities',
  'workflows',
  'api',
  'workers',
  'cli',
  'county',
  'test',
];
const ours = `^((${folders.join('|')})/|config(-variables|-forms|-parties|-texts)?\\.ts$)`;
// What only tests use, beside what it helps to test.
const tests = ['\\.test\\.ts$', '^test/', '(-for-tests|/visit-bench)\\.ts$'];
const packages = '(^|/)node_modules/';
const simulated = [
  '^adapters/(simulation[^/]*|book|claim-book|contract-suite)\\.ts$',
  '^adapters/[^/]+/simulator',
];
const sharedByParties = '^adapters/[^/]+\\.ts$';

/** Files of `from` import nothing of ours but `allowed`. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: tests },
  to: { path: ours, pathNot: allowed },
});

module.exports = {
  forbidden: [
    only('domain-imports-domain', '^domain/', ['^domain/']),
    only('policies-import-domain', '^policies/', ['^policies/', '^domain/']),
    only('shared-adapter-files-know-no-party', '^adapters/[^/]+$', ['^adapters/[^/]+$', '^domain/']),
    only('a-party-imports-no-other-party', '^adapters/([^/]+)/', [
      '^adapters/$1/',
      sharedByParties,
      '^domain/',
    ]),
    only('store-imports-domain', '^store/', ['^store/', '^domain/']),
    only('lists-import-domain-and-store', '^lists/', ['^lists/', '^domain/', '^store/']),
    only('temporal-imports-domain-and-secrets', '^temporal/', ['^temporal/', '^domain/', '^store/secrets/']),
    only('activities-join-ports-policies-store', '^activities/', [
      '^activities/',
      '^lists/',
      '^domain/',
      '^policies/',
      '^store/',
      '^adapters/[^/]+/port\\.ts$',
      '^adapters/(?!http)[^/]+\\.ts$',
    ]),
    only('workflows-import-domain', '^workflows/', ['^workflows/', '^domain/', '^activities/']),
    {
      name: 'workflows-see-activities-as-types',
      severity: 'error',
      from: { path: '^workflows/', pathNot: tests },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    only('api-imports', '^api/', [
      '^api/',
      '^domain/',
      '^policies/',
      '^store/',
      '^temporal/',
      '^workflows/([^/]+\\.messages|search-attributes)\\.ts$',
      // How a message goes out: the callbacks of the registry door. What a hospital delivers is read by the insurer's readers, the numbers of an announcement by those of lists (decision 0046).
      '^(adapters/(http|call|answer|medical-insurance/delivered)|lists/readers/mobile-numbers)\\.ts$',
      '^config\\.ts$',
    ]),
    only('cli-imports', '^cli/', [
      '^cli/',
      '^domain/',
      '^policies/',
      '^county/servers/',
      '^config\\.ts$',
      // Captured replies are read by the readers of the product, and a test system is driven by its calls.
      '^adapters/medical-insurance/(captured|conformance)\\.ts$',
    ]),
    only('config-imports-domain', '^config(-variables|-forms|-parties|-texts)?\\.ts$', [
      '^domain/',
      '^config-(variables|forms|parties|texts)\\.ts$',
    ]),
    {
      name: 'config-only-in-composition-roots',
      comment: 'others are given a part of it, and may name its type',
      severity: 'error',
      from: {
        path: ours,
        pathNot: [
          ...tests,
          '^api/(main|codec-server)\\.ts$',
          '^workers/main\\.ts$',
          '^config\\.ts$',
          '^county/',
          '^cli/',
        ],
      },
      to: { path: '^config(-variables)?\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nothing-imports-workers',
      severity: 'error',
      from: { pathNot: [...tests, '^workers/'] },
      to: { path: '^workers/' },
    },
    {
      name: 'only-test-and-cli-import-county',
      severity: 'error',
      from: { pathNot: [...tests, '^county/', '^cli/'] },
      to: { path: '^county/' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: tests },
      to: { path: tests },
    },
    {
      name: 'simulators-stay-out-of-production',
      severity: 'error',
      from: {
        path: '^(api|activities|lists|workers|workflows|store|policies|temporal|cli)/',
        pathNot: tests,
      },
      to: { path: simulated },
    },
    {
      name: 'domain-is-pure',
      comment: 'domain is bundled into workflows: no package, nothing of Node',
      severity: 'error',
      from: { path: '^domain/', pathNot: tests },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg'] },
    },
    {
      name: 'workflows-import-only-their-sdk',
      comment:
        'no zod, no axios, no other @temporalio: nothing that is not deterministic gets into the bundle',
      severity: 'error',
      from: { path: '^workflows/', pathNot: tests },
      to: { path: packages, pathNot: [`${packages}@temporalio/(workflow|common)/`] },
    },
    {
      name: 'workflows-use-nothing-of-node',
      severity: 'error',
      from: { path: '^workflows/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'production-needs-no-dev-package',
      comment:
        'the two files beside the adapters give tests their simulators by msw, and one suite for all contracts',
      severity: 'error',
      from: { path: ours, pathNot: [...tests, '^adapters/(simulation-msw|[a-z-]*contract[a-z-]*)\\.ts$'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'packages-are-declared',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'imports-resolve',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    // TypeScript 7 has no compiler API: swc reads the files, and tells type imports from value imports.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    // The peers of the bench are a package of their own, installed by the bench only.
    exclude: {
      path: ['^\\.county/', '^reports/', '^coverage/', '^\\.stryker-tmp/', '^test/bench/peers/'],
    },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
