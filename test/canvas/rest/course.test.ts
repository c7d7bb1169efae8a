import { expect } from 'chai';
import { readAssignmentGroups, readCourse, readSections } from '../../../src/canvas/rest/course.ts';
import { toIanaZone } from '../../../src/canvas/rest/time-zones.ts';
import type { FakeReply } from '../../support/canvas/fake-canvas.ts';
import { never, setUpCanvas } from '../../support/canvas/setup.ts';
import { codeOf } from '../../support/code-of.ts';

describe('course, sections and assignment groups over REST', () => {
  const setup = setUpCanvas();

  /** Serves the pages of a list by `?page=n`, with the header name in Canvas's own spelling. */
  const paged = (pages: unknown[][], nextOf = (page: number): number | null => page + 1) =>
    setup.canvas(({ url }): FakeReply => {
      const page = Number(url.searchParams.get('page') ?? '1');
      const next = page < pages.length || nextOf(page) !== page + 1 ? nextOf(page) : null;
      const to = new URL(url);
      to.searchParams.set('page', String(next));
      return {
        json: pages[page - 1] ?? [],
        headers: next === null ? {} : { Link: `<${url.href}>; rel="current",<${to.href}>; rel="next"` },
      };
    });

  it('reads a section with and without the right to read SIS ids', async () => {
    const canvas = await paged([
      [
        { id: '11', name: 'P1', sis_section_id: ' s-11 ', nonxlist_course_id: null },
        { id: 12, name: 'P2', sis_section_id: null },
        { id: '13', name: 'P3' },
        { id: '14', name: 'P4', sis_section_id: '' },
      ],
    ]);
    const sections = await readSections(setup.get(canvas).get, '1', never);
    expect(sections).to.deep.equal([
      { id: '11', name: 'P1', sisId: 's-11' },
      { id: '12', name: 'P2', sisId: null },
      { id: '13', name: 'P3', sisId: null },
      { id: '14', name: 'P4', sisId: null },
    ]);
  });

  it('follows every next link, even after empty and short pages', async () => {
    const row = (id: number) => ({ id, name: `Group ${id}`, position: id });
    const canvas = await paged([[row(1)], [], [row(2), row(3)]]);
    const groups = await readAssignmentGroups(setup.get(canvas).get, '1', never);
    expect(groups.map((group) => group.id)).to.deep.equal(['1', '2', '3']);
    expect(canvas.seen).to.have.length(3);
  });

  it('H25 a row that moves to a later page meanwhile is read once', async () => {
    const row = (id: number) => ({ id, name: `Section ${id}` });
    const canvas = await paged([
      [row(1), row(2)],
      [row(2), row(3)],
    ]);
    const sections = await readSections(setup.get(canvas).get, '1', never);
    expect(sections.map((section) => section.id)).to.deep.equal(['1', '2', '3']);
  });

  it('H26 R13 a page that links to itself as the next is an error, not the end', async () => {
    const canvas = await paged([[{ id: 1, name: 'a' }]], () => 1);
    // The first page has no number; the second links to itself.
    expect(await codeOf(readSections(setup.get(canvas).get, '1', never))).to.equal('canvas_unexpected');
    expect(canvas.seen.length).to.be.below(4);
  });

  it('H26 R13 pages in a circle or without end are an error at the limit', async () => {
    const canvas = await paged([[{ id: 1, name: 'a' }], [{ id: 2, name: 'b' }]], (page) => (page % 2) + 1);
    expect(await codeOf(readSections(setup.get(canvas).get, '1', never))).to.equal('canvas_unexpected');
    expect(canvas.seen).to.have.length(100);
  });

  it('H24 a page that fails once does not restart the list', async () => {
    let failures = 0;
    const canvas = await setup.canvas(({ url }) => {
      const page = Number(url.searchParams.get('page') ?? '1');
      if (page === 3 && failures++ === 0) return { status: 500, text: '' };
      const next = `<${url.origin}${url.pathname}?page=${page + 1}>; rel="next"`;
      return { json: [{ id: page, name: 'a' }], ...(page < 3 ? { headers: { link: next } } : {}) };
    });
    const sections = await readSections(setup.get(canvas).get, '1', never);
    expect(sections).to.have.length(3);
    expect(canvas.seen).to.have.length(4);
  });

  it('H27 R13 an object, null or a row without its keys is not an empty list', async () => {
    for (const json of [{}, { sections: [] }, null, [{ id: 1 }], [{ name: 'a' }], 'x']) {
      const canvas = await setup.canvas(() => ({ json, text: JSON.stringify(json) }));
      const code = await codeOf(readSections(setup.get(canvas).get, '1', never));
      expect(code, JSON.stringify(json)).to.equal('canvas_unexpected');
    }
  });

  it("S30 an error's detail names the field, never its value", async () => {
    const canvas = await setup.canvas(() => ({ json: [{ id: 1, name: { secret: 'Jane Doe' } }] }));
    const error = await readSections(setup.get(canvas).get, '1', never).catch((thrown: unknown) => thrown);
    expect(String(error)).to.contain('0.name').and.not.contain('Jane');
  });

  describe('course', () => {
    const term = { id: 1, name: 'Default Term' };
    const courseOf = async (json: unknown) => {
      const canvas = await setup.canvas(() => ({ json }));
      return readCourse(setup.get(canvas).get, { courseId: '1', withGradingPeriods: true }, never);
    };

    it('reads the name and the time zone, an IANA or a Rails name', async () => {
      expect(await courseOf({ id: 7, name: 'Math', time_zone: 'America/Chicago', term })).to.deep.equal({
        id: '7',
        name: 'Math',
        timeZone: 'America/Chicago',
        endAt: null,
        gradingPeriods: [],
      });
      const course = await courseOf({ id: 7, name: 'Math', time_zone: 'Central Time (US & Canada)', term });
      expect(course.timeZone).to.equal('America/Chicago');
    });

    it('CF23 reads its end, or its term’s, and the grading periods of its term without deleted ones', async () => {
      const end = { end_at: '2026-12-18T06:00:00Z' };
      const period = (id: number, workflow_state: string) => ({
        ...{ id, title: `Q${id}`, workflow_state },
        ...{ start_date: '2026-08-17T05:00:00Z', end_date: '2026-10-17T04:59:59Z' },
      });
      const base = { id: 7, name: 'Math', time_zone: 'America/Chicago', term: { ...term, ...end } };
      const course = await courseOf({
        ...base,
        end_at: null,
        grading_periods: [period(1, 'active'), period(2, 'deleted')],
      });
      expect(course.endAt).to.deep.equal(new Date('2026-12-18T06:00:00Z'));
      const [only, ...others] = course.gradingPeriods;
      expect(only).to.include({ id: '1', title: 'Q1' });
      expect([only?.endAt, others]).to.deep.equal([new Date('2026-10-17T04:59:59Z'), []]);
      const own = await courseOf({ ...base, end_at: '2026-11-01T05:00:00Z', grading_periods: null });
      expect([own.endAt, own.gradingPeriods]).to.deep.equal([new Date('2026-11-01T05:00:00Z'), []]);
    });

    it('recognises a key that drops includes by a field that every course would have', async () => {
      const course = { id: 7, name: 'Math', time_zone: 'America/Chicago' };
      expect(await codeOf(courseOf(course))).to.equal('canvas_includes_off');
    });

    it('refuses an unknown time zone and a course without one', async () => {
      expect(await codeOf(courseOf({ id: 7, name: 'Math', time_zone: 'Mars/Olympus', term }))).to.equal(
        'canvas_unexpected',
      );
      expect(await codeOf(courseOf({ id: 7, name: 'Math' }))).to.equal('canvas_unexpected');
    });

    it('recognises a course that is closed by its dates', async () => {
      expect(await codeOf(courseOf({ id: 7, access_restricted_by_date: true }))).to.equal('canvas_refused');
    });
  });

  describe('time zones', () => {
    it('knows the Rails names of the zones of North American schools', () => {
      const zones = {
        'Eastern Time (US & Canada)': 'America/New_York',
        'Indiana (East)': 'America/Indiana/Indianapolis',
        'Mountain Time (US & Canada)': 'America/Denver',
        Arizona: 'America/Phoenix',
        'Pacific Time (US & Canada)': 'America/Los_Angeles',
        Alaska: 'America/Juneau',
        Hawaii: 'Pacific/Honolulu',
        'Puerto Rico': 'America/Puerto_Rico',
        "Nuku'alofa": 'Pacific/Tongatapu',
      };
      for (const [name, zone] of Object.entries(zones)) expect(toIanaZone(name), name).to.equal(zone);
    });

    it('accepts neither an offset nor an object member nor an empty string as a zone', () => {
      for (const name of ['', '+05:00', 'constructor', '__proto__', 'toString']) {
        expect(toIanaZone(name), name).to.equal(null);
      }
    });
  });
});
