/**
 * Who may import whom; the table is in the README ("Where to look in the code").
 * The top-level files, `http/` and `texts/` are open to all.
 */
const open = ['^src/(clock|csv|errors|log|settings)\\.ts$', '^src/(http|texts)/'];

/** The shared vocabulary: types and word lists without behaviour, open to all as well. */
const vocabulary = [
  '^src/(passback/words|(passback|oneroster|canvas)/types|lti/launch-context|store/institution)\\.ts$',
];

function mayImport(folder, allowed) {
  return {
    name: `${folder}-imports`,
    severity: 'error',
    from: { path: `^src/${folder}/` },
    to: {
      path: '^src/',
      pathNot: [...open, ...vocabulary, ...[folder, ...allowed].map((name) => `^src/${name}/`)],
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
    mayImport('store', []),
    mayImport('http', []),
    mayImport('texts', []),
    mayImport('oneroster', []),
    mayImport('categories', []),
    mayImport('lti', ['store']),
    mayImport('canvas', ['lti', 'store']),
    mayImport('passback', ['canvas', 'oneroster', 'categories', 'store', 'lti']),
    mayImport('audit', ['canvas', 'lti', 'passback', 'store']),
    mayImport('web', ['passback', 'categories', 'store', 'lti']),
    mayImport('admin', ['passback', 'categories', 'store', 'lti', 'audit', 'web']),
    {
      name: 'sandbox-is-not-the-product',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/sandbox/' },
      to: { path: '^src/sandbox/' },
    },
    {
      name: 'simulators-do-not-know-the-client',
      severity: 'error',
      from: { path: '^src/sandbox/(canvas|sis|sample)/' },
      to: {
        path: '^src/(canvas|oneroster|passback|lti|web|store)/',
        pathNot: '^src/lti/custom-fields\\.ts$',
      },
    },
    {
      name: 'one-file-imports-ltijs',
      severity: 'error',
      from: { pathNot: '^src/lti/engine/' },
      to: { path: 'node_modules/ltijs' },
    },
    {
      name: 'only-the-store-knows-mongoose',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(store|sandbox)/' },
      to: { path: 'node_modules/mongoose', dependencyTypesNot: ['type-only'] },
    },
    { name: 'product-imports-no-test', severity: 'error', from: { path: '^src/' }, to: { path: '^test/' } },
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
