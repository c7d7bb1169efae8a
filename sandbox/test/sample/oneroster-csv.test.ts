import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ProductError } from '../../../src/errors.ts';
import { loadSampleSchool } from '../../sample/load-sample-school.ts';
import { loadOneRosterCsv } from '../../sample/oneroster-csv.ts';
import { type BundleChanges, tinyBundle, withCsvFolder } from './csv-folder.ts';

async function complaintAbout(changes: BundleChanges): Promise<string> {
  return withCsvFolder({ ...tinyBundle, ...changes }, (dir) =>
    loadOneRosterCsv(dir).then(
      () => 'no complaint',
      (error: unknown) => (error instanceof ProductError ? `${error.code} ${error.detail}` : String(error)),
    ),
  );
}

describe('OneRoster 1.1 CSV export', () => {
  it('reads a bundle with byte order mark, CRLF, quoted lists and non-ASCII names', async () => {
    const sis = await withCsvFolder(tinyBundle, loadOneRosterCsv, '\r\n', '\uFEFF');
    expect(sis.classes).to.deep.equal([
      {
        id: 'K',
        title: 'Art, period 1',
        code: 'ART-1',
        courseId: 'C',
        schoolId: 'S',
        termIds: ['T1', 'T2'],
        periods: '1',
      },
    ]);
    expect(sis.users.find((user) => user.id === 'u1')).to.include({
      givenName: 'Zoë',
      familyName: 'Ångström',
    });
    expect(sis.users.find((user) => user.id === 'u3')?.orgIds).to.deep.equal(['S', 'D']);
  });

  it('leaves out what is marked for deletion, and people outside the gradebook with their enrollments', async () => {
    const sis = await withCsvFolder(tinyBundle, loadOneRosterCsv);
    expect(sis.users.map((user) => user.id)).to.deep.equal(['u1', 'u3']);
    expect(sis.enrollments.map((row) => row.id)).to.deep.equal(['e1', 'e3']);
    expect(sis.categories).to.deep.equal([{ id: 'h', title: 'Homework', classId: null }]);
  });

  it('ignores unknown columns and missing optional files', async () => {
    const changes = {
      'manifest.csv': null,
      'categories.csv': null,
      'orgs.csv': ['sourcedId,name,type,metadata.vendor', 'S,Little School,school,x'],
      'courses.csv': ['sourcedId,title,orgSourcedId', 'C,Art,S'],
    };
    const sis = await withCsvFolder({ ...tinyBundle, ...changes }, loadOneRosterCsv);
    expect(sis.orgs).to.deep.equal([{ id: 'S', name: 'Little School', type: 'school', parentId: null }]);
    expect(sis.categories).to.deep.equal([]);
  });

  const complaints: [string, BundleChanges, string][] = [
    ['a missing file', { 'users.csv': null }, 'users.csv: is missing in'],
    [
      'another version',
      { 'manifest.csv': ['propertyName,value', 'oneroster.version,1.2'] },
      'manifest.csv, line 2: OneRoster 1.2 is not 1.1',
    ],
    [
      'a missing column',
      { 'orgs.csv': ['sourcedId,name', 'S,School'] },
      'orgs.csv, line 2: column type is missing',
    ],
    [
      'an unknown kind',
      { 'orgs.csv': ['sourcedId,name,type', 'S,School,school', 'T,Town,town'] },
      'orgs.csv, line 3: type',
    ],
    [
      'a day in another form',
      {
        'academicSessions.csv': [
          'sourcedId,title,type,startDate,endDate,schoolYear',
          'Y,Year,schoolYear,8/17/2026,2027-05-28,2027',
        ],
      },
      'academicSessions.csv, line 2: startDate: is not a day',
    ],
    [
      'a row too short',
      { 'categories.csv': ['sourcedId,status,dateLastModified,title', 'h,Homework'] },
      'categories.csv, line 2: ',
    ],
    [
      'the same id twice',
      { 'categories.csv': ['sourcedId,title', 'h,Homework', 'q,Quizzes', 'h,Again'] },
      'categories.csv, line 4: h is already on line 2',
    ],
    [
      'a reference into nothing',
      {
        'enrollments.csv': [
          'sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role',
          'e1,NOPE,S,u1,student',
        ],
      },
      'enrollments.csv, line 2: classSourcedId NOPE',
    ],
    ['an unclosed quote', { 'categories.csv': ['sourcedId,title', 'h,"Homework'] }, 'categories.csv, line '],
  ];
  for (const [name, changes, start] of complaints) {
    it(`names the file and line of ${name}`, async () => {
      expect(await complaintAbout(changes)).to.contain(`settings_invalid ${start}`);
    });
  }

  it('names a file that is not UTF-8', async () => {
    await withCsvFolder(tinyBundle, async (dir) => {
      await writeFile(join(dir, 'categories.csv'), Buffer.from([0x73, 0x6f, 0xe9, 0x0a]));
      const error: unknown = await loadOneRosterCsv(dir).catch((thrown: unknown) => thrown);
      expect(error).to.have.property('detail', 'categories.csv: is not UTF-8 text');
    });
  });

  it('turns each class into a Canvas course with one section, and each category into a group', async () => {
    const school = await withCsvFolder(tinyBundle, (dir) => loadSampleSchool({ onerosterDir: dir }));
    expect(school.name).to.equal('Little School');
    expect(school.canvas.courses).to.deep.equal([
      {
        key: 'K',
        name: 'Art, period 1',
        code: 'ART-1',
        sisId: null,
        sections: [{ key: 'K', name: 'Art, period 1', sisId: 'K' }],
        enrollments: [
          { userKey: 'u3', sectionKey: 'K', role: 'teacher', state: 'active' },
          { userKey: 'u1', sectionKey: 'K', role: 'student', state: 'active' },
        ],
        groups: ['Homework'],
        assignments: [],
      },
    ]);
    expect(school.canvas.users.filter((user) => user.accountAdmin)).to.have.length(1);
  });
});
