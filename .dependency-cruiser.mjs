/** Who may import whom; `docs/architecture.md` says why. These top-level files and folders are open to all. */
const open = ['^src/(clock|csv|errors|log|product-folder|settings)\\.ts$', '^src/(domain|http|i18n)/'];

function mayImport(folder, allowed) {
  return {
    name: `${folder.replace('/', '-')}-imports`,
    severity: 'error',
    from: { path: `^src/${folder}/` },
    to: {
      path: '^src/',
      pathNot: [...open, ...[folder, ...allowed].map((name) => `^src/${name}/`)],
    },
  };
}

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'domain-imports-nothing-but-errors',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { path: '^src/', pathNot: ['^src/domain/', '^src/errors\\.ts$'] },
    },
    mayImport('http', []),
    mayImport('i18n', []),
    mayImport('store', []),
    mayImport('local-mongodb', ['store']),
    mayImport('oneroster', []),
    mayImport('lti', ['store']),
    mayImport('canvas', ['lti', 'store']),
    mayImport('passback', ['canvas', 'oneroster', 'store', 'lti']),
    mayImport('categories', ['canvas', 'oneroster', 'passback', 'store', 'lti']),
    mayImport('audit', ['canvas', 'lti', 'passback', 'store']),
    mayImport('notices', ['store']),
    mayImport('operation', ['audit', 'lti', 'passback', 'store']),
    mayImport('web/ui', ['lti', 'passback', 'store']),
    mayImport('web/sign-out', ['web/ui']),
    mayImport('web/runs', ['web/ui', 'lti', 'passback', 'store']),
    mayImport('web/course', ['web/ui', 'web/runs', 'categories', 'lti', 'passback', 'store']),
    mayImport('web/administration', [
      ...['web/ui', 'web/runs', 'audit', 'lti', 'notices', 'oneroster', 'passback', 'store'],
    ]),
    {
      name: 'sandbox-is-not-the-product',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(sandbox|test)/' },
    },
    {
      name: 'simulators-do-not-know-the-client',
      severity: 'error',
      from: { path: '^sandbox/(canvas|sis|sample)/' },
      to: {
        path: '^src/(canvas|categories|domain|oneroster|passback|lti|web|store)/',
        pathNot: '^src/lti/launch/custom-fields\\.ts$',
      },
    },
    {
      name: 'one-folder-imports-ltijs',
      severity: 'error',
      from: { pathNot: '^src/lti/services/' },
      to: { path: 'node_modules/ltijs' },
    },
    {
      name: 'only-notices-know-nodemailer',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/notices/' },
      to: { path: 'node_modules/nodemailer' },
    },
    {
      name: 'only-the-store-knows-mongoose',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(store|local-mongodb)/' },
      to: { path: 'node_modules/mongoose', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
