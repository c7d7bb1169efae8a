import { expect } from 'chai';
import { ProductError } from '../../../src/errors.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

/** What Canvas stops showing at the end of a term, and what changes while it is read. */
describe('reading a course in its last days', () => {
  const { harness: newHarness } = useHarness();

  it('CF16 reads the list again if an assignment is unpublished meanwhile, and the others arrive', async () => {
    const harness = newHarness({ students: 3, assignments: 3 });
    let refused = 0;
    harness.canvas.faults = (list) => {
      if (list !== 'submissions' || refused > 0) return;
      refused += 1;
      harness.canvas.assignments = harness.canvas.assignments.filter(({ id }) => id !== 'a2');
      throw new ProductError('canvas_assignment_gone', { next: 'retry' });
    };
    const run = await harness.post();
    expect(run.state).to.equal('completed');
    expect(run.counts.confirmed).to.equal(12);
    const sent = new Set((await harness.items(run.id)).map(({ assignmentId }) => assignmentId));
    expect([...sent].sort()).to.deep.equal(['a1', 'a3']);
    expect(refused).to.equal(1);
  });

  it('CF16 tries the run later if assignments keep disappearing, and never calls it complete', async () => {
    const harness = newHarness({ students: 1, assignments: 1 });
    harness.canvas.faults = (list) => {
      if (list === 'submissions') throw new ProductError('canvas_assignment_gone', { next: 'retry' });
    };
    const run = await harness.post();
    expect(run.endedAt).to.equal(null);
    expect(harness.canvas.pages['submissions']).to.equal(3);
    harness.canvas.faults = () => {};
    expect((await harness.settle(run.id)).counts.confirmed).to.equal(2);
  });

  it('CF11 keeps the course’s own line items as last read after it has ended', async () => {
    const harness = newHarness({ students: 1, assignments: 1 });
    const [student] = harness.canvas.members;
    const item = { url: 'https://canvas.test/li/1', label: 'Own quiz', maximum: 10 };
    harness.canvas.lineItems = [{ item, results: [{ ltiUserId: student?.ltiUserId ?? '', score: 7 }] }];
    await harness.post();
    harness.canvas.lineItems = null;
    harness.canvas.grade('a1', student?.canvasUserId ?? '', { score: 9.5 });
    const run = await harness.post();
    expect(run.counts.confirmed).to.equal(1);
    const overview = await harness.readPageWith({});
    expect(overview.assignments.map(({ name }) => name)).to.deep.equal(['Assignment a1', 'Own quiz']);
  });
});
