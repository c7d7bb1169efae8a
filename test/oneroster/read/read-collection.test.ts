import { expect } from 'chai';
import { never, type Script, ScriptedSis, type Seen } from '../../support/oneroster/scripted-sis.ts';

const user = (index: number, status = 'active') => ({ sourcedId: `s${index}`, status });
const people = (count: number) => Array.from({ length: count }, (_, index) => user(index));

describe('Reading a whole collection', () => {
  let sis: ScriptedSis;
  let script: (query: URLSearchParams, count: number, request: Seen) => Script;
  beforeEach(async () => {
    sis = await new ScriptedSis((request, count) =>
      script(new URL(request.path, 'http://sis').searchParams, count, request),
    ).start();
  });
  afterEach(() => sis.stop());

  const read = async (pageSize = 100) => {
    const reply = await sis.client('1.2', { pageSize }).readStudents('c1', never);
    return reply.ok ? reply.value.map(({ sourcedId }) => sourcedId) : reply.failure;
  };
  const ids = (count: number) => people(count).map(({ sourcedId }) => sourcedId);
  const slice = (all: unknown[], query: URLSearchParams, most = Number.POSITIVE_INFINITY) => {
    const offset = Number(query.get('offset'));
    return all.slice(offset, offset + Math.min(most, Number(query.get('limit'))));
  };

  it('R12 follows Link: next to the end, relative or absolute', async () => {
    script = (query, count) => {
      const start = Number(query.get('cursor') ?? 0);
      const next = start + 50;
      const target = count === 1 ? `?cursor=${next}` : `${sis.url}/elsewhere?cursor=${next}`;
      const link = next < 180 ? `<${target}>; rel="next", </x>; rel="first"` : '</x>; rel="first"';
      return { headers: { link }, json: { users: people(180).slice(start, next) } };
    };
    expect(await read()).to.deep.equal(ids(180));
    expect(sis.seen).to.have.length(4);
    expect(sis.seen[3]?.path).to.equal('/elsewhere?cursor=150');
  });

  it("pages by offset up to X-Total-Count, with the profile's page size", async () => {
    script = (query) => ({ headers: { 'x-total-count': '30' }, json: { users: slice(people(30), query) } });
    expect(await read(15)).to.deep.equal(ids(30));
    expect(sis.seen.map(({ path }) => path.split('?')[1])).to.deep.equal([
      'limit=15&offset=0',
      'limit=15&offset=15',
    ]);
  });

  it('R13 a silently lowered limit does not truncate the list', async () => {
    script = (query) => ({ json: { users: slice(people(95), query, 20) } });
    expect(await read(100)).to.deep.equal(ids(95));
  });

  it('R13 a lowered limit is noticed by a total, or by links that stop too early', async () => {
    script = (query) => ({
      headers: { 'x-total-count': '45', link: '</x>; rel="first"' },
      json: { users: slice(people(45), query, 20) },
    });
    expect(await read(100)).to.deep.equal(ids(45));
  });

  it('R13 a list cut at the first full page is noticed, whatever its total or its links say', async () => {
    const cut = (query: URLSearchParams) => slice(people(30), query);
    script = (query) => ({ headers: { link: '</x>; rel="first"' }, json: { users: cut(query) } });
    expect(await read(15)).to.deep.equal(ids(30));
    // A total of the page, which the next page contradicts.
    script = (query) => ({
      headers: { 'x-total-count': String(slice(people(22), query).length) },
      json: { users: slice(people(22), query) },
    });
    expect(await read(15)).to.deep.equal(ids(22));
    // A list that is exactly as long as a page.
    for (const ignoresOffset of [true, false]) {
      script = (query) => ({
        headers: { 'x-total-count': '15', link: '</x>; rel="first"' },
        json: { users: ignoresOffset ? people(15) : slice(people(15), query) },
      });
      expect(await read(15)).to.deep.equal(ids(15));
    }
  });

  it('R13 a Link header without paging relations says nothing about the end', async () => {
    script = (query) => ({
      headers: { link: '</docs>; rel="describedby"' },
      json: { users: slice(people(45), query) },
    });
    expect(await read(20)).to.deep.equal(ids(45));
  });

  it('if the SIS ignores offsets, a short page is the whole list', async () => {
    script = () => ({ json: { users: people(7) } });
    expect(await read(100)).to.deep.equal(ids(7));
  });

  it('refusing an offset after the last row confirms the end', async () => {
    script = (query) => (query.get('offset') === '0' ? { json: { users: people(7) } } : { status: 404 });
    expect(await read(100)).to.deep.equal(ids(7));
  });

  it('an empty collection is empty', async () => {
    script = () => ({ json: { users: [] } });
    expect(await read()).to.deep.equal([]);
  });

  it('H24 R13 a failed page fails the read; the list is never partial', async () => {
    script = (query, count) =>
      count === 3
        ? { status: 503 }
        : { headers: { 'x-total-count': '40' }, json: { users: slice(people(40), query) } };
    expect(await read(10)).to.include({ kind: 'transient', status: 503 });
  });

  it('H25 a list is read again if rows disappear meanwhile', async () => {
    script = (query, count) => {
      const all = count === 1 ? people(30) : people(30).slice(1);
      return { headers: { 'x-total-count': String(all.length) }, json: { users: slice(all, query) } };
    };
    expect(await read(20)).to.deep.equal(ids(30).slice(1));
  });

  it('H25 a list that keeps changing is a failure', async () => {
    script = (query, count) => ({
      headers: { 'x-total-count': String(30 + count) },
      json: { users: slice(people(50), query) },
    });
    expect(await read(20)).to.include({ kind: 'transient', detail: 'list_keeps_changing' });
  });

  it('H25 rows that are added meanwhile are read once', async () => {
    script = (query, count) => ({
      json: { users: slice(count === 1 ? people(30) : [user(99), ...people(30)], query) },
    });
    expect(await read(20)).to.deep.equal(ids(30));
  });

  it('R13 repeated pages do not count towards the total', async () => {
    script = () => ({ headers: { 'x-total-count': '40' }, json: { users: people(20) } });
    expect(await read(20)).to.include({ kind: 'institution', detail: 'list_cut' });
  });

  it('H26 a next link to itself, or an endless chain, is a failure', async () => {
    script = () => ({ headers: { link: '<?cursor=1>; rel="next"' }, json: { users: people(1) } });
    expect(await read()).to.include({ kind: 'institution', detail: 'next_link_loops' });
    let cursor = 0;
    script = () => {
      cursor += 1;
      return { headers: { link: `<?cursor=${cursor}>; rel="next"` }, json: { users: [] } };
    };
    expect(await read()).to.include({ kind: 'institution', detail: 'too_many_pages' });
  });

  it('H9 HTML, H8 half a list and an empty body with 200 are failures', async () => {
    for (const text of ['<html></html>', '{"users": [{"sourcedId": "s1"', '']) {
      script = () => ({ text });
      expect(await read()).to.include({ kind: 'transient', status: 200 });
    }
  });

  it('S28 a next link to another origin is refused, and nothing is sent there', async () => {
    const other = await new ScriptedSis(() => ({ json: { users: [] } })).start();
    try {
      script = () => ({ headers: { link: `<${other.url}/x>; rel="next"` }, json: { users: people(1) } });
      expect(await read()).to.include({ kind: 'institution', detail: 'next_link_elsewhere' });
      expect(other.seen).to.have.length(0);
    } finally {
      await other.stop();
    }
  });

  it('leaves out deleted objects, however each version marks them', async () => {
    script = () => ({
      json: { users: [user(1), user(2, 'tobedeleted'), user(3, 'inactive'), { sourcedId: 's4' }] },
    });
    expect(await read()).to.deep.equal(['s1', 's4']);
  });

  it('R13 unreadable rows are a failure that names the field, not its value', async () => {
    script = () => ({ json: { users: [{ status: 'active', givenName: 'Canary' }] } });
    const failure = await read();
    expect(failure).to.include({ kind: 'institution', detail: 'unreadable_row:sourcedId' });
  });
});
