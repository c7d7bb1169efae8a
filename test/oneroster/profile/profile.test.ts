import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { z } from 'zod';
import { buildJsonSchema, jsonSchemaPath } from '../../../scripts/sis-profile-schema.ts';
import { ProductError } from '../../../src/errors.ts';
import { loadProfiles, parseProfile } from '../../../src/oneroster/profile/load-profiles.ts';

const directory = resolve(import.meta.dirname, '../../../config/sis');
const readFile = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(directory, `${name}.json`), 'utf8'));
const readPlain = (version: '1p1' | '1p2') => readFile(`oneroster-${version}`);
const names = readdirSync(directory).map((file) => basename(file, '.json'));

describe('SIS profiles', () => {
  it('loads every file of config/sis under its name', () => {
    const profiles = loadProfiles(directory);
    expect([...profiles.keys()]).to.include.members([
      ...['oneroster-1p1', 'oneroster-1p2', 'aeries', 'focus', 'infinite-campus-1p1', 'infinite-campus-1p2'],
      ...['powerschool', 'skyward', 'synergy', 'eschoolplus', 'blackbaud', 'veracross'],
      ...[
        'aspen',
        'genesis',
        'sapphire',
        'q',
        'qmlativ',
        'progressbook',
        'tyler',
        'gradelink',
        'facts',
        'alma',
      ],
      'illuminate',
      ...[
        'oneroster-csv-1p1',
        'oneroster-csv-1p2',
        'oneroster-csv-1p1-rostering',
        'oneroster-csv-1p2-rostering',
      ],
    ]);
    expect(profiles.size).to.equal(readdirSync(directory).length);
    for (const [name, profile] of profiles) expect(profile.name).to.equal(name);
  });

  it('takes each value without its source', () => {
    const profiles = loadProfiles(directory);
    expect(profiles.get('oneroster-1p1')).to.include({
      version: '1.1',
      uniqueTitles: false,
      exempt: 'refuse',
    });
    expect(profiles.get('infinite-campus-1p2')).to.include({
      version: '1.2',
      titleLimit: 30,
      uniqueTitles: true,
    });
    expect(profiles.get('skyward')).to.include({ titleLimit: 49, wholePointsOnly: true });
    expect(profiles.get('veracross')).to.include({ pathId: 'theirs' });
    expect(profiles.get('aspen')).to.include({ version: '1.1', gradingPeriod: 'optional', exempt: 'refuse' });
    expect(profiles.get('tyler')).to.include({ gradingPeriod: 'required', exempt: 'refuse' });
    const [files, rostered] = ['oneroster-csv-1p1', 'oneroster-csv-1p1-rostering'].map((name) =>
      profiles.get(name),
    );
    expect([files?.delivery, files?.roster, rostered?.roster]).to.deep.equal(['csv', 'canvas', 'sis']);
    expect(files).to.include({ readsResults: false, deletes: 'results', exempt: 'refuse' });
    expect(profiles.get('powerschool')?.lineItemMetadata).to.deep.equal({ scoreType: 'POINTS' });
  });

  it('refuses a value without a source, an unknown field, and what the version cannot express', () => {
    const plain = readPlain('1p1');
    const broken: [string, object][] = [
      ['no source', { ...plain, titleLimit: { value: 30 } }],
      ['bare value', { ...plain, titleLimit: 30 }],
      ['unknown field', { ...plain, colour: { value: 'red', source: 'x' } }],
      ['1.1 exempt without score', { ...plain, exempt: { value: 'status', source: 'x' } }],
      ['1.1 with flags', { ...plain, lateAndMissing: { value: 'flags', source: 'x' } }],
      ['1.2 without category', { ...readPlain('1p2'), category: { value: 'optional', source: 'x' } }],
      ['files that are read back', { ...plain, delivery: { value: 'csv', source: 'x' } }],
      ['requests to nobody', { ...plain, roster: { value: 'canvas', source: 'x' } }],
      ['no requests at all', { ...plain, maxInFlight: { value: 0, source: 'x' } }],
    ];
    for (const [name, file] of broken) expect(() => parseProfile(file, readFile), name).to.throw();
    expect(() => parseProfile(plain, readFile)).to.not.throw();
  });

  it('takes every value that a profile leaves out from the plain profile it extends', () => {
    const file = {
      name: 'new-sis',
      title: 'New SIS',
      extends: { value: 'oneroster-1p1', source: 'x' },
      titleLimit: { value: 40, source: 'x' },
    };
    expect(parseProfile(file, readFile)).to.deep.equal({
      ...loadProfiles(directory).get('oneroster-1p1'),
      name: 'new-sis',
      title: 'New SIS',
      titleLimit: 40,
    });
  });

  it('refuses to extend anything but a plain profile, or to leave out a value without extending one', () => {
    const file = { name: 'new-sis', title: 'New SIS', extends: { value: 'aeries', source: 'x' } };
    expect(() => parseProfile(file, readFile)).to.throw(/extends/);
    const { pageSize, ...incomplete } = readPlain('1p1');
    expect(() => parseProfile(incomplete, readFile)).to.throw(/pageSize/);
  });

  it('says where nothing is known of a SIS, and how to find it out', () => {
    for (const name of names) {
      const file = z
        .looseObject({ notes: z.array(z.object({ fact: z.string(), source: z.string() })).optional() })
        .parse(readFile(name));
      const unknown = (file.notes ?? []).filter(({ source }) => source.startsWith('Nothing found'));
      for (const { fact } of unknown) expect(fact, name).to.contain('npm run sis:check');
    }
  });

  it('repeats nothing from the plain profile', () => {
    for (const name of names) {
      const file = z
        .looseObject({ extends: z.object({ value: z.string() }).optional() })
        .parse(readFile(name));
      if (file.extends === undefined) continue;
      const plain = readFile(file.extends.value);
      const stated = (entry: unknown) => z.object({ value: z.unknown() }).safeParse(entry).data?.value;
      const repeated = Object.keys(file).filter(
        (habit) => stated(file[habit]) !== undefined && stated(file[habit]) === stated(plain[habit]),
      );
      expect(repeated, name).to.deep.equal([]);
    }
  });

  it('gives each SIS exactly the reviewed behaviour', () => {
    const reviewed = JSON.parse(readFileSync(join(import.meta.dirname, 'effective-profiles.json'), 'utf8'));
    const profiles = Object.fromEntries(loadProfiles(directory));
    expect(profiles).to.deep.include(reviewed);
  });

  it('has an up-to-date JSON Schema for editors, which every profile names and satisfies', () => {
    const published = JSON.parse(readFileSync(jsonSchemaPath, 'utf8'));
    expect(published, 'run npm run sis:schema').to.deep.equal(buildJsonSchema());
    const validate = new Ajv2020({ strict: true }).compile(published);
    for (const name of names) {
      const file = readFile(name);
      expect(validate(file), `${name}: ${JSON.stringify(validate.errors)}`).to.equal(true);
      expect(resolve(directory, String(file['$schema'])), name).to.equal(fileURLToPath(jsonSchemaPath));
    }
    expect(validate({ ...readPlain('1p1'), colour: { value: 'red', source: 'x' } })).to.equal(false);
    expect(validate({ ...readPlain('1p1'), titleLimit: { value: 30 } })).to.equal(false);
  });

  it('names the file and the field that is wrong', () => {
    const folder = mkdtempSync(join(tmpdir(), 'profiles-'));
    try {
      const file = { ...readPlain('1p1'), pageSize: { value: 'many', source: 'x' } };
      writeFileSync(join(folder, 'oneroster-1p1.json'), JSON.stringify(file));
      let thrown: unknown;
      try {
        loadProfiles(folder);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).to.be.instanceOf(ProductError).and.include({ code: 'settings_invalid' });
      expect(thrown).to.have.property(
        'detail',
        'SIS profile oneroster-1p1.json: pageSize.value: must be a number',
      );
      writeFileSync(join(folder, 'oneroster-1p1.json'), JSON.stringify(readPlain('1p2')));
      expect(() => loadProfiles(folder)).to.throw(/its name is oneroster-1p2/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
