import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import type { SisLineItem, SisResult } from '../../../src/domain/sis.ts';
import {
  type CsvFormat,
  type CsvRecord,
  createCsvWriter,
  writeManifest,
} from '../../../src/oneroster/csv/csv-files.ts';

const changedAt = new Date('2026-11-28T07:08:09.010Z');
const formats = {
  '1.1': { version: '1.1', lateAndMissing: 'omit' },
  '1.2': { version: '1.2', lateAndMissing: 'flags' },
} as const satisfies Record<string, CsvFormat>;

const lineItem: SisLineItem = {
  sourcedId: 'li-1',
  title: 'Essay, "first" draft',
  description: null,
  classSourcedId: 'class-1',
  schoolSourcedId: 'school-1',
  categorySourcedId: 'category-1',
  gradingPeriodSourcedId: 'period-1',
  assignDate: '2026-09-01',
  dueDate: '2026-09-14',
  resultValueMin: 0,
  resultValueMax: 12.5,
};
const result: SisResult = {
  sourcedId: 'r-1',
  lineItemSourcedId: 'li-1',
  studentSourcedId: 'student-1',
  classSourcedId: 'class-1',
  scoreStatus: 'fully graded',
  score: 9.25,
  scoreDate: '2026-09-15',
  late: true,
  missing: false,
};
const records: readonly CsvRecord[] = [
  { kind: 'categories', row: { sourcedId: 'category-1', title: 'Essays' }, isRemoved: false, changedAt },
  { kind: 'lineItems', row: lineItem, isRemoved: false, changedAt },
  { kind: 'results', row: result, isRemoved: true, changedAt },
];

describe('OneRoster CSV files', () => {
  it('OF16 writes the columns of OneRoster 1.1 in their order; bulk has no status and no date', () => {
    const { head, write } = createCsvWriter('bulk', formats['1.1']);
    expect([head('categories'), head('lineItems'), head('results'), ...records.map(write)]).to.deep.equal([
      'sourcedId,status,dateLastModified,title\r\n',
      'sourcedId,status,dateLastModified,title,description,assignDate,dueDate,classSourcedId,categorySourcedId,gradingPeriodSourcedId,resultValueMin,resultValueMax\r\n',
      'sourcedId,status,dateLastModified,lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment\r\n',
      'category-1,,,Essays\r\n',
      'li-1,,,"Essay, ""first"" draft",,2026-09-01,2026-09-14,class-1,category-1,period-1,0,12.5\r\n',
      'r-1,,,li-1,student-1,fully graded,9.25,2026-09-15,\r\n',
    ]);
  });

  it('OF16 writes the columns of OneRoster 1.2 in their order; a delta has both', () => {
    const { head, write } = createCsvWriter('delta', {
      ...formats['1.2'],
      lineItemMetadata: { scoreType: 'POINTS' },
    });
    const active = 'active,2026-11-28T07:08:09.010Z';
    expect([head('categories'), head('lineItems'), head('results'), ...records.map(write)]).to.deep.equal([
      'sourcedId,status,dateLastModified,title,weight\r\n',
      'sourcedId,status,dateLastModified,title,description,assignDate,dueDate,classSourcedId,categorySourcedId,academicSessionSourcedId,resultValueMin,resultValueMax,schoolSourcedId,metadata.scoreType\r\n',
      'sourcedId,status,dateLastModified,lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment,textScore,classSourcedId,inProgress,incomplete,late,missing\r\n',
      `category-1,${active},Essays,\r\n`,
      `li-1,${active},"Essay, ""first"" draft",,2026-09-01,2026-09-14,class-1,category-1,period-1,0,12.5,school-1,POINTS\r\n`,
      'r-1,tobedeleted,2026-11-28T07:08:09.010Z,li-1,student-1,fully graded,9.25,2026-09-15,,,class-1,,,true,false\r\n',
    ]);
  });

  it('OF16 names every file of the version in the manifest', () => {
    const read = (version: '1.1' | '1.2', present: string[]): Record<string, string> =>
      Object.fromEntries(parse(writeManifest(version, 'delta', new Set(present))).slice(1));
    const first = read('1.1', ['lineItems', 'results']);
    expect(first).to.include({
      'manifest.version': '1.0',
      'oneroster.version': '1.1',
      'file.lineItems': 'delta',
      'file.results': 'delta',
      'file.categories': 'absent',
      'file.users': 'absent',
    });
    expect(Object.keys(first).filter((name) => name.startsWith('file.'))).to.have.length(13);
    const second = read('1.2', []);
    expect(second).to.include({ 'oneroster.version': '1.2', 'file.results': 'absent' });
    expect(Object.keys(second).filter((name) => name.startsWith('file.'))).to.have.length(21);
  });

  it('OF16 gives a reader exactly the texts and numbers that were written, formulas included', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('=1+1', '-2', '"', 'a\r\nb', ' x '),
    );
    const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(text, number, fc.constantFrom('1.1' as const, '1.2' as const), (title, score, version) => {
        const { write, head } = createCsvWriter('delta', formats[version]);
        const read = (kind: CsvRecord['kind'], row: CsvRecord): Record<string, string> => {
          const parsed: Record<string, string>[] = parse(head(kind) + write(row), { columns: true });
          return parsed[0] ?? {};
        };
        const item = { ...lineItem, title, description: title };
        const line = read('lineItems', { kind: 'lineItems', row: item, isRemoved: false, changedAt });
        expect([line['title'], line['description']]).to.deep.equal([title, title]);
        const scored = { ...result, score };
        const own = read('results', { kind: 'results', row: scored, isRemoved: false, changedAt });
        expect(own['score']).to.match(/^-?\d+(\.\d+)?$/);
        expect(Number(own['score']) + 0).to.be.closeTo(score + 0, 1e-100);
      }),
      { numRuns: 50 },
    );
  });
});
