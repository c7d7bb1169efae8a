import { expect } from 'chai';
import type { Harness } from '../../support/passback/harness.ts';
import { makeStudent } from '../../support/passback/in-memory-canvas.ts';
import {
  expectCountsAddUp,
  expectNoDuplicates,
  expectSisEqualsCanvas,
} from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

/** A result belongs to a student of the SIS, whatever happens to accounts and ids. */
for (const movesResults of [true, false]) {
  describe(`whose result it is, in a SIS that ${movesResults ? 'lets a result move' : 'refuses to move one'}`, () => {
    const { harness: newHarness } = useHarness();
    const start = async (students = 2): Promise<Harness> => {
      const harness = newHarness({ students, assignments: 1 });
      harness.sis.movesResults = movesResults;
      await harness.post();
      harness.advance(180_000);
      return harness;
    };
    const giveIds = (harness: Harness, ids: Readonly<Record<string, string>>): void => {
      harness.canvas.members = harness.canvas.members.map((member) => ({
        ...member,
        sisId: ids[member.canvasUserId ?? ''] ?? member.sisId,
      }));
    };
    const postAgain = async (harness: Harness) => {
      const run = await harness.post();
      harness.advance(180_000);
      expectCountsAddUp(run);
      expectNoDuplicates(harness.sis);
      const { id: institutionId } = harness.institution;
      const scope = { institutionId, courseKey: `${institutionId}:context-1` };
      const held: string[] = [];
      const any = { assignmentIds: null, classKey: null, states: null, isDue: false };
      for await (const cell of harness.stores.cells.stream(scope, any)) {
        const { resultSourcedId, held: kept, state, studentSourcedId } = cell;
        if (resultSourcedId === undefined) continue;
        held.push(resultSourcedId);
        const result = harness.sis.results.get(resultSourcedId);
        if (state !== 'in_sync') continue;
        expect(result, 'in sync').to.include({ studentSourcedId, score: kept?.sent.score });
      }
      expect(new Set(held).size).to.equal(held.length);
      return run;
    };

    it('R24 I3 two students whose ids were swapped each get their own grade', async () => {
      const harness = await start();
      giveIds(harness, { 1000: 'S1001', 1001: 'S1000' });
      const run = await postAgain(harness);
      expect(run.counts).to.include({ confirmed: 2, failed: 0, skipped: 0 });
      expectSisEqualsCanvas(harness);
      giveIds(harness, { 1000: 'S1000', 1001: 'S1001' });
      expect((await postAgain(harness)).counts).to.include({ confirmed: 2, failed: 0 });
      expectSisEqualsCanvas(harness);
      expect((await postAgain(harness)).counts).to.include({ unchanged: 4, confirmed: 0 });
    });

    it('correcting a wrong id after its owner has enrolled leaves both with their own grade', async () => {
      const harness = newHarness({ students: 2, assignments: 1 });
      harness.sis.movesResults = movesResults;
      const owner = harness.canvas.members.find(({ canvasUserId }) => canvasUserId === '1001');
      if (!owner) throw new Error('no student');
      harness.canvas.members = harness.canvas.members.filter((member) => member !== owner);
      giveIds(harness, { 1000: 'S1001' });
      await postAgain(harness);
      harness.canvas.members = [...harness.canvas.members, owner];
      // Two accounts with one id: nobody guesses which grade is meant.
      const both = await postAgain(harness);
      expect(both.counts).to.include({ failed: 1, unchanged: 2 });
      giveIds(harness, { 1000: 'S1000' });
      const run = await postAgain(harness);
      expect(run.counts).to.include({ confirmed: 2, failed: 0 });
      expectSisEqualsCanvas(harness);
    });

    it('a student who is renumbered gets the grade under the new number, and the old result is left behind', async () => {
      const harness = await start();
      harness.sis.classes.set('class-1', ['S9999', 'S1001']);
      giveIds(harness, { 1000: 'S9999' });
      const run = await postAgain(harness);
      expect(run.counts).to.include({ confirmed: 1, skipped: 1, unchanged: 3, failed: 0 });
      const [left] = await harness.items(run.id, true);
      expect(left).to.include({ reason: 'left_behind' });
      expectSisEqualsCanvas(harness);
    });

    it('a class that is renumbered gets all its grades, and the old ones are left behind', async () => {
      const harness = await start();
      harness.sis.classes.delete('class-1');
      harness.sis.classes.set('class-9', ['S1000', 'S1001']);
      harness.canvas.sections = harness.canvas.sections.map((section) =>
        section.id === 's1' ? { ...section, sisId: 'class-9' } : section,
      );
      const [first] = harness.canvas.sections;
      harness.canvas.members = harness.canvas.members.map((member) =>
        first && member.sectionIds.includes('s1') ? makeStudent(member.canvasUserId ?? '', [first]) : member,
      );
      const run = await postAgain(harness);
      expect(run.counts).to.include({ confirmed: 2, unchanged: 2, skipped: 2, failed: 0 });
      expectSisEqualsCanvas(harness);
    });

    it('an account that is merged into another keeps the result of its student', async () => {
      const harness = await start();
      const grade = harness.canvas.submissions.get('a1:1000');
      harness.canvas.submissions.delete('a1:1000');
      if (grade) harness.canvas.submissions.set('a1:777', { ...grade, canvasUserId: '777' });
      const [section] = harness.canvas.sections;
      harness.canvas.members = harness.canvas.members.map((member) =>
        member.canvasUserId === '1000' && section
          ? { ...makeStudent('777', [section]), sisId: 'S1000' }
          : member,
      );
      const puts = harness.sis.requests['putResult'];
      const run = await postAgain(harness);
      expect(run.counts).to.include({ unchanged: 4, failed: 0 });
      expect(harness.sis.requests['putResult']).to.equal(puts);
    });
  });
}
