import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The smallest OneRoster 1.1 bundle: file name to lines. */
export const tinyBundle: Readonly<Record<string, readonly string[]>> = {
  'manifest.csv': ['propertyName,value', 'oneroster.version,1.1'],
  'orgs.csv': [
    'sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId',
    'D,,,Little District,district,,',
    'S,,,Little School,school,,D',
  ],
  'academicSessions.csv': [
    'sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear',
    'Y,,,2026-2027,schoolYear,2026-08-17,2027-05-28,,2027',
    'T1,,,Fall,semester,2026-08-17,2026-12-18,Y,2027',
    'T2,,,Spring,semester,2027-01-04,2027-05-28,Y,2027',
  ],
  'courses.csv': [
    'sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes',
    'C,,,Y,Art,ART,09,S,,',
  ],
  'classes.csv': [
    'sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods',
    'K,,,"Art, period 1",09,C,ART-1,scheduled,12,S,"T1, T2",,,1',
  ],
  'users.csv': [
    'sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password',
    'u1,,,true,S,student,zoe,,Zoë,Ångström,,1001,zoe@example.org,,,,09,',
    'u2,tobedeleted,,true,S,student,gone,,Gone,Away,,1002,,,,,09,',
    'u3,,,true,"S,D",teacher,tom,,Tom,Turner,,2001,,,,,,',
    'u4,,,true,S,parent,pat,,Pat,Parent,,,,,,,,',
  ],
  'enrollments.csv': [
    'sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate',
    'e1,active,2026-08-01T00:00:00Z,K,S,u1,student,false,,',
    'e2,,,K,S,u2,student,false,,',
    'e3,,,K,S,u3,teacher,true,,',
  ],
  'categories.csv': ['sourcedId,status,dateLastModified,title', 'h,,,Homework', 'x,tobedeleted,,Old'],
};

/** The same bundle with some files replaced; null omits a file. */
export type BundleChanges = Readonly<Record<string, readonly string[] | null>>;

/** Writes the files to a new temporary folder, calls `use` with it, and removes it. */
export async function withCsvFolder<T>(
  files: BundleChanges,
  use: (dir: string) => Promise<T>,
  lineEnd = '\n',
  prefix = '',
): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'sample-csv-'));
  try {
    for (const [name, lines] of Object.entries(files)) {
      if (lines) await writeFile(join(dir, name), prefix + lines.join(lineEnd) + lineEnd);
    }
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}
