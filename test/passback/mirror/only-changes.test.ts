import { expect } from 'chai';
import type { Harness } from '../../support/passback/harness.ts';
import { expectSisEqualsCanvas } from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

/** Collections that mirror Canvas and the SIS, and what was sent. */
const collections = [
  'grades',
  'members',
  'student_totals',
  'sis_readings',
  'cells',
  'cell_books',
  'line_item_receipts',
  'courses',
];

describe('reading a course writes only what changed', () => {
  const { harness: newHarness, mongo } = useHarness();

  /** Every document of an institution by collection and id, as text. */
  const readDocuments = async ({ institution }: Harness): Promise<ReadonlyMap<string, string>> => {
    const documents = new Map<string, string>();
    for (const name of collections) {
      const found = mongo.connection().collection(name).find({ institutionId: institution.id });
      for await (const document of found) {
        documents.set(`${name} ${String(document._id)}`, JSON.stringify(document));
      }
    }
    return documents;
  };

  /** Counts the documents that `action` added, changed or removed, by collection. */
  const countWritten = async (
    harness: Harness,
    action: () => Promise<unknown>,
  ): Promise<Readonly<Record<string, number>>> => {
    const before = await readDocuments(harness);
    await action();
    const after = await readDocuments(harness);
    const written: Record<string, number> = {};
    for (const key of new Set([...before.keys(), ...after.keys()])) {
      if (before.get(key) === after.get(key)) continue;
      const collection = key.split(' ')[0] ?? '';
      written[collection] = (written[collection] ?? 0) + 1;
    }
    return written;
  };

  /** A course that was posted, and whose line items have been seen in the SIS since. */
  const openPosted = async (): Promise<Harness> => {
    const harness = newHarness({ students: 20, assignments: 5 });
    await harness.post();
    harness.advance(60 * 60_000);
    await harness.readPageWith({});
    return harness;
  };

  /** What every reading writes: how far it got, and when each of the two classes was read. */
  const times = { courses: 1, sis_readings: 2 };

  it('writes no grade, member, total or cell in a run without changes', async () => {
    const harness = await openPosted();
    harness.advance(24 * 60 * 60_000);
    let outcome = { confirmed: -1, unchanged: -1 };
    const written = await countWritten(harness, async () => {
      outcome = (await harness.post()).counts;
    });
    expect(outcome).to.include({ confirmed: 0, unchanged: 200 });
    expect(written).to.deep.equal(times);
  });

  it('writes none either when a page reads Canvas again', async () => {
    const harness = await openPosted();
    harness.advance(24 * 60 * 60_000);
    const { signal } = new AbortController();
    const written = await countWritten(harness, () =>
      harness.passback.readPostGrades(harness.launch, signal),
    );
    expect(written).to.deep.equal(times);
  });

  it('writes that grade, total and cell for one changed score', async () => {
    const harness = await openPosted();
    harness.advance(60 * 60_000);
    harness.canvas.grade('a1', '1003', { score: 7.5 });
    const written = await countWritten(harness, () => harness.post());
    expect(written).to.deep.equal({ ...times, grades: 1, student_totals: 1, cells: 1, cell_books: 1 });
    expectSisEqualsCanvas(harness);
  });

  it('counts a cleared grade and a newly hidden one as changes', async () => {
    const harness = newHarness();
    await harness.post();
    harness.advance(25 * 60 * 60_000);
    harness.canvas.grade('a1', '1001', { score: null });
    harness.canvas.grade('a2', '1002', { postedAt: null });
    const run = await harness.post();
    const items = await harness.items(run.id);
    // The school's removal policy leaves it in the SIS.
    const cleared = items.find(({ reason }) => reason === 'score_removed');
    expect(cleared).to.include({ studentSisId: 'S1001', outcome: 'skipped' });
    const hidden = items.filter(({ reason }) => reason === 'grade_hidden');
    expect(hidden.map(({ studentSisId }) => studentSisId)).to.deep.equal(['S1002']);
  });

  it('R12 replaces the roster if a student left, joined or was renamed, however large it is', async () => {
    const harness = newHarness({ students: 260, assignments: 1 });
    const page = (): Promise<{ name: string }[]> =>
      harness.items(runId).then((items) => items.map(({ studentName }) => ({ name: studentName })));
    let runId = (await harness.post()).id;
    harness.advance(60 * 60_000);
    const [first, ...others] = harness.canvas.members;
    harness.canvas.members = others.map((member) =>
      member.canvasUserId === '1002' ? { ...member, name: 'Renamed Student' } : member,
    );
    const run = await harness.post();
    runId = run.id;
    expect((await page()).map(({ name }) => name)).to.include('Renamed Student');
    expect(run.counts).to.include({ skipped: 1, unchanged: 519 });
    harness.canvas.members = first ? [...harness.canvas.members, first] : [];
    harness.advance(60 * 60_000);
    expect((await harness.post()).counts).to.include({ skipped: 0, unchanged: 520 });
  });

  it('R12 keeps a replaced roster for the runs that still compare with it', async () => {
    const harness = newHarness({ students: 2, assignments: 1 });
    const countRosters = async (): Promise<number> => {
      const members = mongo.connection().collection('members');
      return (await members.distinct('rosterId', { institutionId: harness.institution.id })).length;
    };
    await harness.post();
    // The current roster may be weeks old, because nothing in it has changed.
    harness.advance(21 * 24 * 60 * 60_000);
    harness.canvas.members = harness.canvas.members.slice(1);
    await harness.post();
    expect(await countRosters()).to.equal(2);
    harness.advance(2 * 60 * 60_000);
    await harness.post();
    expect(await countRosters()).to.equal(1);
  });

  it('R9 a page read earlier but saved later does not bring old grades back', async () => {
    const harness = newHarness({ students: 1, assignments: 1 });
    await harness.post();
    const second = 1_000;
    harness.advance(25 * 60 * 60 * second);
    // A page is read while a grade is briefly hidden, but saved only after a whole run. Hiding moves no
    // `graded_at`.
    harness.canvas.grade('a1', '1000', { postedAt: null });
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let pageWasRead = (): void => {};
    const read = new Promise<void>((resolve) => {
      pageWasRead = resolve;
    });
    const { reader } = harness.canvas;
    const slow = {
      ...reader,
      rest: reader.rest && {
        ...reader.rest,
        readSubmissions: async (...query: Parameters<typeof reader.rest.readSubmissions>) => {
          const page = await reader.rest?.readSubmissions(...query);
          if (!page) throw new Error('Canvas has no REST');
          pageWasRead();
          await released;
          return page;
        },
      },
    };
    const late = harness.readPageWith({ openCanvas: async () => slow });
    await read;
    harness.advance(5 * second);
    harness.canvas.grade('a1', '1000', { postedAt: harness.deps.clock() });
    harness.advance(5 * second);
    expect((await harness.post()).counts).to.include({ unchanged: 2 });
    release();
    expect((await late).warnings.hiddenGrades).to.equal(0);
  });
});
