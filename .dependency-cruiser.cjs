/**
 * The arrows of ARCHITECTURE.md, enforced. Each folder lists what it may import of ours; everything else is an error.
 */
const mayImport = {
  core: [],
  platform: [],
  sandbox: [],
  catalog: ['core'],
  connectors: ['core', 'platform'],
  store: ['core', 'platform'],
  intake: [
    'core',
    'catalog',
    'connectors/call-quota',
    'connectors/connector',
    'connectors/event-stream',
    'connectors/webhooks',
    'store',
    'platform',
  ],
  sync: ['core', 'catalog', 'connectors/call-quota', 'connectors/connector', 'store', 'platform'],
  operate: [
    'core',
    'catalog',
    'connectors/call-quota',
    'connectors/connector',
    'connectors/token',
    'connectors/webhook-registry',
    'store',
    'platform',
  ],
  jobs: ['core', 'intake', 'sync', 'operate', 'store', 'platform'],
  http: ['core', 'intake', 'operate', 'store', 'platform'], // not sync: a request never syncs, it marks
};

/** The only places that see everything: they put the parts together. */
const composition = '(main|adapters|app\\.module)\\.ts$|cli/';

const arrows = Object.entries(mayImport).map(([folder, allowed]) => ({
  name: `${folder}-arrows`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: [`^src/${folder}/`, ...allowed.map((a) => `^src/${a}(/|\\.ts$)`)] },
}));

/** Each CRM's SDK is visible in that CRM's folder only. */
const vendors = Object.entries({ hubspot: '@hubspot', salesforce: 'jsforce' }).map(([folder, sdk]) => ({
  name: `${folder}-sdk-stays-home`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/connectors/${folder}/` },
  to: { path: `(^|/)node_modules/${sdk}/` },
}));

const pureAllowed = '^(node:)?(crypto|util)$|node_modules/(tldts|libphonenumber-js|validator)/';

module.exports = {
  forbidden: [
    ...arrows,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'pure-core',
      severity: 'error',
      from: { path: '^src/(core|catalog)/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-optional', 'core'], pathNot: pureAllowed },
    },
    {
      name: 'nest-at-the-edge',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(${composition}|http/|jobs/|platform/)` },
      to: { path: '(^|/)node_modules/(@nestjs|rxjs|reflect-metadata)/' },
    },
    {
      name: 'sql-in-store',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/store/' },
      to: { path: '(^|/)node_modules/(typeorm|pg)/', dependencyTypesNot: ['type-only'] },
    },
    ...vendors,
    {
      name: 'connectors-are-strangers',
      severity: 'error',
      from: { path: '^src/connectors/([^/]+)/' },
      to: { path: '^src/connectors/([^/]+)/', pathNot: '^src/connectors/$1/' },
    },
    {
      name: 'sandbox-is-a-stranger',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(${composition}|sandbox/)` },
      to: { path: '^src/sandbox/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true, // also see `import type`, or a boundary can be crossed by types alone
    doNotFollow: { path: 'node_modules' },
  },
};
