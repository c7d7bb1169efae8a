import { expect } from 'chai';
import fc from 'fast-check';
import type { CanvasMember } from '../../../src/domain/course.ts';
import type { LaunchContext } from '../../../src/domain/launch-context.ts';
import { actionOfOutcome, type PreviewedGrade, type PreviewFilter } from '../../../src/domain/preview.ts';
import type { RunItem } from '../../../src/domain/run.ts';
import type { Harness } from '../../support/passback/harness.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

/** What may happen between two grade syncs. */
type Step =
  | { readonly do: 'grade' | 'edit in SIS'; readonly user: string; readonly score: number | null }
  | { readonly do: 'hide' | 'excuse' | 'late' | 'leave'; readonly user: string }
  | { readonly do: 'rename' | 'post' }
  | {
      readonly do: 'policy';
      readonly resend: 'score' | 'everything';
      readonly conflicts: 'ask' | 'report';
      readonly removal: 'leave' | 'clear';
    };

const users = ['1000', '1001', '2000', '2001'];
const user = fc.constantFrom(...users);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constantFrom('grade' as const, 'edit in SIS' as const),
    user,
    score: fc.option(fc.integer({ min: 0, max: 10 })),
  }),
  fc.record({ do: fc.constantFrom('hide', 'excuse', 'late', 'leave'), user }),
  fc.record({ do: fc.constantFrom('rename', 'post') }),
  fc.record({
    do: fc.constant('policy' as const),
    resend: fc.constantFrom('score', 'everything'),
    conflicts: fc.constantFrom('ask', 'report'),
    removal: fc.constantFrom('leave', 'clear'),
  }),
);

describe('the preview of a course', () => {
  const { harness: newHarness } = useHarness();
  const signal = new AbortController().signal;

  const preview = async (
    { passback, launch }: Harness,
    show: PreviewFilter = 'all',
    search = '',
  ): Promise<PreviewedGrade[]> => {
    const grades: PreviewedGrade[] = [];
    for await (const grade of passback.streamPreview(launch, { assignmentId: null, show, search })) {
      grades.push(grade);
    }
    return grades;
  };
  const nameOf = ({ assignmentId, sectionName, studentName }: PreviewedGrade | RunItem): string =>
    `${assignmentId} ${sectionName} ${studentName}`;

  const apply = async (harness: Harness, step: Step): Promise<void> => {
    const { canvas, sis } = harness;
    switch (step.do) {
      case 'grade':
        return canvas.grade('a1', step.user, { score: step.score });
      case 'edit in SIS': {
        const found = [...sis.results.values()].find((one) => one.studentSourcedId === `S${step.user}`);
        if (!found) return;
        if (step.score === null) sis.results.delete(found.sourcedId);
        else sis.results.set(found.sourcedId, { ...found, score: step.score });
        harness.advance(1_000);
        await harness.passback.compareWithSis(harness.launch);
        return harness.work();
      }
      case 'hide':
        return canvas.grade('a1', step.user, { postedAt: null });
      case 'excuse':
        return canvas.grade('a1', step.user, { excused: true, score: null });
      case 'late':
        return canvas.grade('a1', step.user, { late: true });
      case 'leave': {
        const isLeaving = ({ canvasUserId }: CanvasMember): boolean => canvasUserId === step.user;
        const leaving = canvas.members.filter(isLeaving).map((member) => ({ ...member, active: false }));
        canvas.formerStudents = [...canvas.formerStudents, ...leaving];
        canvas.members = canvas.members.filter((member) => !isLeaving(member));
        return;
      }
      case 'rename':
        canvas.assignments = canvas.assignments.map((one) => ({ ...one, name: `${one.name}!` }));
        return;
      case 'post':
        await harness.post();
        return harness.advance(180_000);
      case 'policy': {
        const { resend, conflicts, removal } = step;
        harness.settings = { ...harness.settings, resend, conflicts, removal };
      }
    }
  };

  it('P9 M1 is what the run then does: every grade, its outcome, its score and its reason', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
        const harness = newHarness({ students: 2, assignments: 2 });
        harness.settings = { ...harness.settings, brakeRemovals: false };
        for (const one of steps) await apply(harness, one);
        // The page reads everything again, including cleared grades, which Canvas does not date.
        harness.advance(25 * 60 * 60_000);
        await harness.passback.readPostGrades(harness.launch, signal);
        const planned = await preview(harness);
        const counted = await harness.passback.readPreview(harness.launch, {
          assignmentId: null,
          show: 'all',
          search: '',
          page: 1,
        });
        const run = await harness.post();
        const items = new Map((await harness.items(run.id)).map((item) => [nameOf(item), item]));
        expect(planned.map(nameOf).sort()).to.deep.equal([...items.keys()].sort());
        for (const grade of planned) {
          const item = items.get(nameOf(grade));
          const { action } = grade;
          const sentAs = action === 'new' || action === 'removed' ? action : 'changed';
          expect(item && actionOfOutcome(item.outcome, sentAs), nameOf(grade)).to.equal(grade.action);
          expect(item?.reason ?? null, nameOf(grade)).to.equal(grade.reason);
          if (grade.sends !== null) expect(item?.score, nameOf(grade)).to.equal(grade.sends.score);
          if (grade.action === 'new') expect(grade.holds).to.equal(null);
        }
        for (const [action, count] of counted.counts) {
          expect(planned.filter((grade) => grade.action === action).length, action).to.equal(count);
        }
      }),
      { numRuns: Number(process.env['MODEL_RUNS'] ?? 6), endOnFailure: true },
    );
  }).timeout(120_000);

  it('says what the SIS has and what it will have, and why a grade is left out', async () => {
    const harness = newHarness({ students: 2, assignments: 1 });
    await harness.post();
    harness.advance(180_000);
    harness.canvas.grade('a1', '1000', { score: 9.5 });
    harness.canvas.grade('a1', '1001', { late: true });
    harness.canvas.grade('a1', '2000', { postedAt: null, score: 4 });
    const { assignments } = await harness.passback.readPostGrades(harness.launch, signal);
    expect(assignments[0]?.grades).to.include({ new: 0, changed: 1, heldBack: 1 });
    expect((await preview(harness, 'sends'))[0]).to.deep.include({
      studentName: 'Student 1000',
      action: 'changed',
      holds: { score: 0, scoreStatus: 'fully graded' },
      sends: { score: 9.5, scoreStatus: 'fully graded' },
    });
    expect((await preview(harness, 'held_back'))[0]).to.include({ reason: 'status_only', sends: null });
    expect((await preview(harness, 'skipped'))[0]).to.include({ reason: 'grade_hidden', sends: null });
    expect(await preview(harness, 'all', 's2001')).to.have.length(1);
    expect(await preview(harness, 'all', 'ASSIGNMENT A1')).to.have.length(4);
  });

  it('P9 shows, while a run is active, what the next one would do', async () => {
    const harness = newHarness({ students: 2, assignments: 1 });
    await harness.passback.readPostGrades(harness.launch, signal);
    expect(await preview(harness, 'sends')).to.have.length(4);
    await harness.passback.requestRun(harness.launch, { kind: 'post', selection: { kind: 'all' } });
    expect(await preview(harness, 'sends')).to.deep.equal([]);
    expect(await preview(harness, 'on_its_way')).to.have.length(4);
    const { assignments } = await harness.passback.readPostGrades(harness.launch, signal);
    expect(assignments[0]?.grades).to.include({ new: 0, changed: 0 });
    // Results arrive one at a time; while the first is on its way, a score changes in Canvas.
    let during: PreviewedGrade[] | null = null;
    const { client } = harness.sis;
    const watching = {
      ...client,
      profile: client.profile,
      under: () => watching,
      putResult: async (...args: Parameters<typeof client.putResult>) => {
        if (during === null) {
          during = [];
          harness.canvas.grade('a1', '1000', { score: 7 });
          await harness.passback.readPostGrades(harness.launch, signal);
          during = await preview(harness, 'all');
        }
        return client.putResult(...args);
      },
    };
    await harness.worker({}, { openSis: async () => ({ client: watching, maxInFlight: 1 }) }).runOnce();
    expect((during ?? []).map(({ studentName, action }) => `${studentName} ${action}`)).to.deep.equal([
      'Student 1000 new',
      'Student 1001 on_its_way',
      'Student 2000 on_its_way',
      'Student 2001 on_its_way',
    ]);
    expect(await preview(harness, 'on_its_way')).to.deep.equal([]);
    expect(await preview(harness, 'unchanged')).to.have.length(3);
  });

  it('S61 shows only the grades of a person’s own sections', async () => {
    const harness = newHarness({ students: 2, assignments: 1 });
    await harness.passback.readPostGrades(harness.launch, signal);
    const reach = { kind: 'sections', ids: ['s2'], sisIds: ['class-2'] } as const;
    const limited: LaunchContext = { ...harness.launch, reach };
    const part = { assignmentId: null, show: 'all', search: '', page: 1 } as const;
    const { grades, counts } = await harness.passback.readPreview(limited, part);
    expect(grades.map(({ sectionName }) => sectionName)).to.deep.equal(['Section 2', 'Section 2']);
    expect(Object.fromEntries(counts)).to.deep.equal({ new: 2 });
  });
});
