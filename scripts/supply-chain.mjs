/**
 * `npm run sbom` writes docs/supply-chain from package-lock.json: the bill of materials of what ships (CycloneDX) and the
 * licences of all packages. `npm run check:supply-chain` fails where they do not match the lockfile, or where a package
 * has a licence that is not permissive and that scripts/licence-notes.json does not explain (S51).
 * `node scripts/supply-chain.mjs --check DIR` checks another checkout, for the test of this check.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const isCheck = process.argv[2] === '--check';
const root = resolve(process.argv[3] ?? join(import.meta.dirname, '..'));
const folder = join(root, 'docs/supply-chain');
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Licences that ask for their text to be kept, and for nothing else (blueoakcouncil.org/list). */
const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'PSF-2.0',
]);

const notes = readJson(join(import.meta.dirname, 'licence-notes.json'));
/** `@scope/name-linux-x64` is explained with `@scope/name`. */
const findNote = (name) => Object.keys(notes).find((noted) => name === noted || name.startsWith(`${noted}-`));

const packages = Object.entries(readJson(join(root, 'package-lock.json')).packages)
  .filter(([path]) => path !== '')
  .map(([path, entry]) => ({
    name: entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    version: entry.version,
    integrity: entry.integrity ?? null,
    licence: typeof entry.license === 'string' ? entry.license : null,
    ships: !entry.dev,
    optional: entry.optional === true,
  }))
  .sort((one, other) => (one.name === other.name ? 0 : one.name < other.name ? -1 : 1));

const isPermissive = (licence) => {
  const parts = licence.replace(/[()]/g, '').split(/ AND | OR /);
  const fits = (part) => permissive.has(part);
  return licence.includes(' OR ') ? parts.some(fits) : parts.every(fits);
};

const faults = [];
for (const { name, version, licence, ships, optional } of packages) {
  const label = `${name} ${version}`;
  if (licence === null) {
    // npm knows the licence of what it has unpacked; builds for other systems are those of their parent package.
    if (ships || !optional) faults.push(`${label} names no licence`);
  } else if (!isPermissive(licence) && findNote(name) === undefined) {
    faults.push(
      `${label} is under ${licence}: explain it in scripts/licence-notes.json, or take another package`,
    );
  }
}

const licencesPath = join(folder, 'licences.md');
const licences = describeLicences();
const billPath = join(folder, 'sbom.cdx.json');

if (isCheck) {
  const hint = 'run npm run sbom';
  if (read(licencesPath) !== licences)
    faults.push(`docs/supply-chain/licences.md is not of this lockfile: ${hint}`);
  const bill = JSON.parse(read(billPath) || '{"components":[]}');
  const listed = new Set(
    bill.components.map(({ name, version, hashes = [] }) => `${name}@${version} ${hashes[0]?.content}`),
  );
  const expected = new Set(
    packages
      .filter(({ ships }) => ships)
      .map(({ name, version, integrity }) => `${name}@${version} ${toHex(integrity)}`),
  );
  for (const one of expected) {
    if (!listed.delete(one))
      faults.push(`${one.split(' ')[0]} is not in docs/supply-chain/sbom.cdx.json: ${hint}`);
  }
  for (const one of listed)
    faults.push(
      `${one.split(' ')[0]} is in docs/supply-chain/sbom.cdx.json and not in the lockfile: ${hint}`,
    );
} else if (faults.length === 0) {
  writeFileSync(licencesPath, licences);
  writeFileSync(billPath, `${JSON.stringify(makeBill(), null, 1)}\n`);
}

if (faults.length > 0) {
  process.stderr.write(`${faults.join('\n')}\n`);
  process.exitCode = 1;
}

/**
 * npm's own bill, without what differs from call to call and from machine to machine. It is asked for everything and
 * reduced here: with `--omit dev`, npm 11.19 leaves out what both the product and a development tool use.
 */
function makeBill() {
  const asked = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const bill = JSON.parse(
    execFileSync('npm', asked, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }),
  );
  const { serialNumber: _serial, metadata, components, dependencies, ...rest } = bill;
  const { timestamp: _time, tools: _tools, ...facts } = metadata;
  const own = facts.component['bom-ref'];
  const shipped = new Set(
    packages.filter(({ ships }) => ships).map(({ name, version }) => `${name}@${version}`),
  );
  const isListed = (reference) => reference === own || shipped.has(reference);
  return {
    ...rest,
    metadata: { ...facts, component: { ...facts.component, name: 'grade-passback', type: 'application' } },
    components: components.filter((one) => isListed(one['bom-ref'])),
    dependencies: dependencies
      .filter(({ ref }) => isListed(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter(isListed) })),
  };
}

function describeLicences() {
  const shipped = packages.filter(({ ships }) => ships);
  const tools = packages.filter(({ ships }) => !ships);
  const explained = packages.filter(({ licence }) => licence !== null && !isPermissive(licence));
  const noted = [...new Set(explained.map(({ name }) => findNote(name)))].filter(
    (name) => name !== undefined,
  );
  const rows = (list) =>
    list.map(
      ({ name, version, licence }) => `| ${name} | ${version} | ${licence ?? 'as its parent package'} |`,
    );
  return [
    '# Licences',
    '',
    'Written by `npm run sbom` from `package-lock.json`; `npm run check:supply-chain` fails when it is stale. Beside it,',
    '`sbom.cdx.json` lists what ships in the form of CycloneDX.',
    '',
    '## Not permissive',
    '',
    ...noted.map((name) => `- **${name}**: ${notes[name]}`),
    '',
    `## What ships (${shipped.length} packages)`,
    '',
    '| package | version | licence |',
    '|---|---|---|',
    ...rows(shipped),
    '',
    `## Tools of development and tests (${tools.length} packages)`,
    '',
    '| package | version | licence |',
    '|---|---|---|',
    ...rows(tools),
    '',
  ].join('\n');
}

function toHex(integrity) {
  return integrity === null
    ? undefined
    : Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
