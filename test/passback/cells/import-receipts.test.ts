import { expect } from 'chai';
import { z } from 'zod';
import { openCollection } from '../../../src/store/records.ts';
import type { Harness } from '../../support/passback/harness.ts';
import { expectSisEqualsCanvas } from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

/** The fields of a stored document that the tests look at. */
interface Receipt {
  readonly _id: string;
  readonly [field: string]: unknown;
}

const heldSchema = z.object({ lineItemSourcedId: z.string(), sent: z.unknown(), sentAt: z.date() });

describe('a school that upgrades in the middle of a term', () => {
  const { harness: newHarness, mongo } = useHarness();
  const collection = (name: string) => openCollection<Receipt>(mongo.connection(), name);

  /** Turns what was sent into the records that the version before cells kept. */
  const downgrade = async ({ institution }: Harness): Promise<void> => {
    const of = { institutionId: institution.id };
    const cells = await collection('cells')
      .find({ ...of, held: { $ne: null } })
      .toArray();
    await collection('result_receipts').insertMany(
      cells.map(({ held, ...cell }) => ({
        _id: `${cell['courseKey']}:${cell['assignmentId']}:${cell['classSourcedId']}:${cell['personId']}`,
        v: 1,
        ...of,
        courseKey: cell['courseKey'],
        assignmentId: cell['assignmentId'],
        classSourcedId: cell['classSourcedId'],
        personId: cell['personId'],
        studentSourcedId: cell['studentSourcedId'],
        sourcedId: cell['resultSourcedId'],
        ...heldSchema.parse(held),
        doubtful: false,
        classGen: cell['fencingToken'],
      })),
    );
    await collection('cells').deleteMany(of);
    await collection('cell_books').deleteMany(of);
    await collection('grades').updateMany(of, { $unset: { unevaluated: 1, changes: 1 } });
  };
  const receipts = (harness: Harness) => ({ institutionId: harness.institution.id });

  it('sends no grade again, and still shows when each was sent', async () => {
    const harness = newHarness();
    await harness.post();
    await downgrade(harness);
    harness.advance(180_000);
    const page = await harness.readPageWith({});
    expect(page.assignments.map(({ grades }) => grades.unchanged)).to.deep.equal([6, 6]);
    expect(page.assignments.every(({ lastSyncAt }) => lastSyncAt !== null)).to.equal(true);
    const puts = harness.sis.requests['putResult'];
    const run = await harness.post();
    expect(run.counts).to.include({ eligible: 12, unchanged: 12 });
    expect(harness.sis.requests['putResult']).to.equal(puts);
    expect(await collection('result_receipts').countDocuments(receipts(harness))).to.equal(12);
  });

  it('sends what an old receipt leaves in doubt, and takes over what an old process is still sending', async () => {
    const harness = newHarness({ assignments: 1 });
    await harness.post();
    await downgrade(harness);
    const [doubtful, later] = await collection('result_receipts').find(receipts(harness)).toArray();
    await collection('result_receipts').updateOne({ _id: doubtful?._id ?? '' }, { $set: { doubtful: true } });
    harness.advance(180_000);
    expect((await harness.post()).counts).to.include({ confirmed: 1, unchanged: 5 });
    // A process of the previous version now holds the class: its token is higher.
    harness.canvas.grade('a1', String(later?.['personId']), { score: 4.5 });
    const sentAt = harness.deps.clock();
    await collection('result_receipts').updateOne(
      { _id: later?._id ?? '' },
      { $set: { 'sent.score': 4.5, sentAt, classGen: 99 } },
    );
    harness.advance(180_000);
    expect((await harness.post()).counts).to.include({ confirmed: 0, unchanged: 6 });
  });

  it('evaluates every grade again a day later, because an old process does not say what it changed', async () => {
    const harness = newHarness({ assignments: 1 });
    await harness.post();
    await downgrade(harness);
    harness.advance(180_000);
    await harness.post();
    const [grade] = await collection('grades').find(receipts(harness)).toArray();
    await collection('grades').updateOne({ _id: grade?._id ?? '' }, { $set: { score: 7.75 } });
    const submission = harness.canvas.submissions.get(`a1:${grade?.['personId']}`);
    if (submission)
      harness.canvas.submissions.set(`a1:${grade?.['personId']}`, { ...submission, score: 7.75 });
    harness.advance(25 * 60 * 60_000);
    expect((await harness.post()).counts).to.include({ confirmed: 1, unchanged: 5 });
    expectSisEqualsCanvas(harness);
  });

  it('gives a result to the later of two receipts, and sends the other student’s again', async () => {
    const harness = newHarness({ assignments: 1 });
    await harness.post();
    await downgrade(harness);
    const [first, second] = await collection('result_receipts')
      .find({ ...receipts(harness), classSourcedId: 'class-1' })
      .toArray();
    await collection('result_receipts').updateOne(
      { _id: first?._id ?? '' },
      { $set: { sourcedId: second?.['sourcedId'] } },
    );
    harness.advance(180_000);
    const run = await harness.post();
    expect(run.counts).to.include({ confirmed: 1, unchanged: 5, failed: 0 });
    expectSisEqualsCanvas(harness);
  });
});
