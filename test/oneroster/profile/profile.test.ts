import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { ProductError } from '../../../src/errors.ts';
import { loadProfiles, parseProfile } from '../../../src/oneroster/profile/profile.ts';

const directory = resolve(import.meta.dirname, '../../../config/sis');
const readPlain = (version: '1p1' | '1p2') =>
  JSON.parse(readFileSync(join(directory, `oneroster-${version}.json`), 'utf8'));

describe('SIS profiles', () => {
  it('every file of config/sis loads under its name', () => {
    const profiles = loadProfiles(directory);
    expect([...profiles.keys()]).to.include.members([
      ...['oneroster-1p1', 'oneroster-1p2', 'aeries', 'focus', 'infinite-campus-1p1', 'infinite-campus-1p2'],
      ...['powerschool', 'skyward', 'synergy', 'eschoolplus', 'blackbaud', 'veracross'],
    ]);
    expect(profiles.size).to.equal(readdirSync(directory).length);
    for (const [name, profile] of profiles) expect(profile.name).to.equal(name);
  });

  it('a value is flattened from its source', () => {
    const profiles = loadProfiles(directory);
    expect(profiles.get('oneroster-1p1')).to.include({
      version: '1.1',
      uniqueTitles: false,
      exempt: 'score-zero',
    });
    expect(profiles.get('infinite-campus-1p2')).to.include({
      version: '1.2',
      titleLimit: 30,
      uniqueTitles: true,
    });
    expect(profiles.get('skyward')).to.include({ titleLimit: 49, wholePointsOnly: true });
    expect(profiles.get('veracross')).to.include({ pathId: 'theirs' });
    expect(profiles.get('powerschool')?.lineItemMetadata).to.deep.equal({ scoreType: 'POINTS' });
  });

  it('refuses a value without source, an unknown field, and what a version cannot carry', () => {
    const plain = readPlain('1p1');
    const broken: [string, object][] = [
      ['no source', { ...plain, titleLimit: { value: 30 } }],
      ['bare value', { ...plain, titleLimit: 30 }],
      ['unknown field', { ...plain, colour: { value: 'red', source: 'x' } }],
      ['1.1 exempt without score', { ...plain, exempt: { value: 'status', source: 'x' } }],
      ['1.1 with flags', { ...plain, lateAndMissing: { value: 'flags', source: 'x' } }],
      ['1.2 without category', { ...readPlain('1p2'), category: { value: 'optional', source: 'x' } }],
      ['no requests at all', { ...plain, maxInFlight: { value: 0, source: 'x' } }],
    ];
    for (const [name, file] of broken) expect(() => parseProfile(file), name).to.throw();
    expect(() => parseProfile(plain)).to.not.throw();
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
      expect(String(thrown)).to.include('oneroster-1p1.json').and.include('pageSize');
      writeFileSync(join(folder, 'oneroster-1p1.json'), JSON.stringify(readPlain('1p2')));
      expect(() => loadProfiles(folder)).to.throw(/its name is oneroster-1p2/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
