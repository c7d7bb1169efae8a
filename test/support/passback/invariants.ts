import { expect } from 'chai';
import type { RunSummary } from '../../../src/domain/run.ts';
import type { Harness } from './harness.ts';
import type { InMemorySis } from './in-memory-sis.ts';

/** I1: no two line items with one title in a class, and no two results of a student in a line item. */
export function expectNoDuplicates(sis: InMemorySis): void {
  const columns = [...sis.lineItems.values()].map(
    (lineItem) => `${lineItem.classSourcedId}|${lineItem.title}`,
  );
  expect(columns.length, 'line items').to.equal(new Set(columns).size);
  const cells = [...sis.results.values()].map(
    (result) => `${result.lineItemSourcedId}|${result.studentSourcedId}`,
  );
  expect(cells.length, 'results').to.equal(new Set(cells).size);
}

/** I3: the SIS holds what Canvas now says for every student who can be sent. */
export function expectSisEqualsCanvas(harness: Pick<Harness, 'canvas' | 'sis'>): void {
  const { canvas, sis } = harness;
  const titles = new Map(canvas.assignments.map((assignment) => [assignment.id, assignment.name]));
  for (const submission of canvas.submissions.values()) {
    const member = canvas.members.find(({ canvasUserId }) => canvasUserId === submission.canvasUserId);
    for (const classSourcedId of member?.sectionSisIds ?? []) {
      const title = titles.get(submission.assignmentId);
      const lineItem = [...sis.lineItems.values()].find(
        (lineItem) => lineItem.title === title && lineItem.classSourcedId === classSourcedId,
      );
      const result = [...sis.results.values()].find(
        (result) =>
          result.lineItemSourcedId === lineItem?.sourcedId && result.studentSourcedId === member?.sisId,
      );
      expect(result?.score, `${title} of ${member?.sisId}`).to.equal(submission.score);
    }
  }
}

/** I5: every eligible grade has exactly one outcome once the run has ended. */
export function expectCountsAddUp({ counts, endedAt }: RunSummary): void {
  const { eligible, pending, sent, confirmed, unchanged, heldBack, skipped, failed } = counts;
  expect(sent + confirmed + unchanged + heldBack + skipped + failed + pending).to.equal(eligible);
  if (endedAt) expect(pending).to.equal(0);
}
