import { expect } from 'chai';
import type { Reach } from '../../../src/domain/reach.ts';
import {
  classesWithin,
  collectClassSections,
  limitReceipts,
  sectionsOfItem,
} from '../../../src/passback/comparison/sections-of-item.ts';
import type { ClassSnapshot } from '../../../src/store/passback/class-snapshots.ts';
import type { MemberRecord } from '../../../src/store/passback/members.ts';
import type { ResultReceipt } from '../../../src/store/passback/receipts.ts';

const sections = [
  { id: 's1', name: 'Period 1', sisId: 'alg-1' },
  { id: 's2', name: 'Period 2', sisId: 'alg-2' },
  { id: 's3', name: 'Period 3', sisId: 'alg-3' },
];
/** Periods 1 and 2 are one class in the SIS. */
const snapshots = new Map([
  ['alg-1', snapshotOf('shared')],
  ['alg-2', snapshotOf('shared')],
  ['alg-3', snapshotOf('own')],
]);
const onlyFirst: Reach = { kind: 'sections', ids: ['s1'], sisIds: ['alg-1'] };

function snapshotOf(sourcedId: string): ClassSnapshot {
  const sisClass = { sourcedId, title: '', schoolSourcedId: '', classCode: null, termSourcedIds: [] };
  return { match: 'one', sisClass, categories: [], gradingPeriods: [], students: [], lineItems: null };
}

function member(...sectionIds: string[]): MemberRecord {
  return {
    _id: '',
    institutionId: '',
    courseKey: '',
    rosterId: '',
    readAt: new Date(0),
    personIds: [],
    name: '',
    sisId: null,
    isStudent: true,
    hasOtherRole: false,
    isTestStudent: false,
    active: true,
    sectionIds,
    sectionSisIds: [],
  };
}

function receipt(classSourcedId: string): ResultReceipt {
  return {
    _id: classSourcedId,
    institutionId: '',
    courseKey: '',
    assignmentId: '',
    classSourcedId,
    personId: '',
    studentSourcedId: '',
    lineItemSourcedId: '',
    sourcedId: '',
    sent: { score: 1, scoreStatus: 'fully graded', late: false, missing: false, scoreDate: '' },
    sentAt: new Date(0),
    inDoubt: false,
    classFencingToken: 0,
  };
}

describe('sections of an item', () => {
  const limited = collectClassSections(sections, snapshots, onlyFirst);
  const receipts = [receipt('shared'), receipt('own'), receipt('of a section long gone')];
  const idsOf = (found: readonly ResultReceipt[]): string[] =>
    found.map(({ classSourcedId }) => classSourcedId);

  it('S61 a receipt of a shared class is theirs unless the student is in the other section', () => {
    expect(idsOf(limitReceipts(limited, member('s1'), receipts))).to.deep.equal(['shared']);
    expect(idsOf(limitReceipts(limited, member('s2'), receipts))).to.deep.equal([]);
    expect(idsOf(limitReceipts(limited, member('s1', 's2'), receipts))).to.deep.equal(['shared']);
    expect(idsOf(limitReceipts(limited, member('s3'), receipts))).to.deep.equal(['shared']);
    expect(idsOf(limitReceipts(limited, null, receipts))).to.deep.equal(['shared']);
  });

  it('S61 an item belongs to the sections that its student is in, of its class', () => {
    const inClass = { classSourcedId: 'shared', section: sections[0] ?? null };
    const nowhere = { classSourcedId: null, section: null };
    expect(sectionsOfItem(limited, inClass, member('s2', 's3'), [])).to.deep.equal(['s2']);
    expect(sectionsOfItem(limited, inClass, member('s3'), [])).to.deep.equal(['s1', 's2']);
    expect(sectionsOfItem(limited, nowhere, member('s2', 's3'), [])).to.deep.equal(['s2', 's3']);
    expect(sectionsOfItem(limited, nowhere, null, [receipt('own')])).to.deep.equal(['s3']);
    expect(sectionsOfItem(limited, nowhere, null, [])).to.deep.equal([]);
  });

  it('names the classes within reach', () => {
    expect(classesWithin(limited)).to.deep.equal(['shared']);
    expect(classesWithin(collectClassSections(sections, snapshots, { kind: 'course' }))).to.equal(null);
  });
});
