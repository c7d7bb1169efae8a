import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import type { Institution } from '../../../src/domain/institution.ts';
import type { SisResult } from '../../../src/domain/sis.ts';
import { createLog } from '../../../src/log.ts';
import { type CsvMode, csvKinds } from '../../../src/oneroster/csv/csv-files.ts';
import { loadProfiles } from '../../../src/oneroster/profile/load-profiles.ts';
import { type CsvExports, createCsvExports } from '../../../src/passback/csv-export/csv-exports.ts';
import { createCsvFolderRunner } from '../../../src/passback/csv-export/csv-folder-runner.ts';
import { createCsvClient } from '../../../src/passback/delivery/csv-client.ts';
import type { CsvChannel } from '../../../src/store/passback/csv-rows.ts';
import { createPassbackStores, type PassbackStores } from '../../../src/store/passback/passback-stores.ts';
import { makeInstitution } from '../../support/passback/harness.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

const profiles = loadProfiles(join(resolve(import.meta.dirname, '../../..'), 'config', 'sis'));
const profileOf = (name: string) => {
  const profile = profiles.get(name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  return profile;
};
const { signal } = new AbortController();
const clock = () => new Date();

type Row = Readonly<Record<string, string>>;
/** The files of a zip, parsed; the rows of a file by their sourcedId. */
type Files = Readonly<Record<string, ReadonlyMap<string, Row>>>;

function readZip(zip: Uint8Array): Files {
  return Object.fromEntries(
    Object.entries(unzipSync(zip)).map(([name, bytes]) => {
      const rows: Row[] = parse(strFromU8(bytes), { columns: true });
      return [name, new Map(rows.map((row) => [row['sourcedId'] ?? row['propertyName'] ?? '', row]))];
    }),
  );
}

async function take(
  exports: CsvExports,
  institution: Institution,
  mode: CsvMode,
  channel: CsvChannel = 'download',
): Promise<Files> {
  const output = new PassThrough();
  const [zip] = await Promise.all([
    buffer(output),
    exports.export(institution, { channel, mode }, ({ writeTo }) => writeTo(output)),
  ]);
  return readZip(zip);
}

/** What a SIS holds that has imported a zip: a full one replaces everything, a delta changes what it names. */
function importInto(held: Map<string, Row>, files: Files, mode: CsvMode): void {
  if (mode === 'bulk') held.clear();
  for (const kind of csvKinds) {
    for (const [id, row] of files[`${kind}.csv`] ?? []) {
      if (row['status'] === 'tobedeleted') held.delete(`${kind}:${id}`);
      else held.set(`${kind}:${id}`, { ...row, status: '', dateLastModified: '' });
    }
  }
}

describe('OneRoster CSV exports', () => {
  const { mongo, harness } = useHarness();

  let stores: PassbackStores;
  before(() => {
    stores = createPassbackStores(mongo.connection());
  });

  const connect = (name: string, id: string) => {
    const institution: Institution = {
      ...makeInstitution(id),
      sis: {
        profile: name,
        rosteringUrl: '',
        gradebookUrl: '',
        auth: { kind: 'none' },
        maxInFlight: null,
        headers: {},
      },
    };
    const exports = createCsvExports({ stores, profiles, clock, randomBytes });
    const client = createCsvClient(
      { rows: stores.csvRows, clock },
      { institutionId: id, profile: profileOf(name), roster: null, readsCategories: false },
    );
    return { institution, exports, client };
  };

  const makeResult = (n: number, score: number): SisResult => ({
    sourcedId: `r${n}`,
    lineItemSourcedId: `li${n % 2}`,
    studentSourcedId: `s${n}`,
    classSourcedId: 'class-1',
    scoreStatus: 'fully graded',
    score,
    scoreDate: '2026-09-15',
    late: false,
    missing: false,
  });

  it('OF16 whatever is sent, cleared and exported in between: deltas in order equal the full file and what REST would leave', async () => {
    let round = 0;
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ do: fc.constant('put' as const), n: fc.nat(5), score: fc.nat(100) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          do: fc.constant('take back' as const),
          how: fc.constantFrom('clearResult' as const, 'withdrawResult' as const),
          n: fc.nat(5),
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('deleteLineItem' as const), n: fc.nat(1) }) },
      {
        weight: 2,
        arbitrary: fc.record({
          do: fc.constant('export' as const),
          mode: fc.constantFrom('bulk' as const, 'delta' as const),
          n: fc.nat(5),
          score: fc.nat(100),
          fails: fc.boolean(),
        }),
      },
    );
    const property = fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), async (steps) => {
      round += 1;
      const { institution, exports, client } = connect('oneroster-csv-1p2', `csv-${round}`);
      const overRest = new Map<string, string>();
      const held = new Map<string, Row>();
      const put = async (n: number, score: number): Promise<void> => {
        await client.putResult(makeResult(n, score), signal);
        overRest.set(`results:r${n}`, String(score));
      };
      for (const one of steps) {
        if (one.do === 'put') await put(one.n, one.score);
        else if (one.do === 'take back') {
          await client[one.how](makeResult(one.n, 0), signal);
          overRest.delete(`results:r${one.n}`);
        } else if (one.do === 'deleteLineItem') {
          await client.deleteLineItem(`li${one.n}`, signal);
          for (let n = one.n; n <= 5; n += 2) overRest.delete(`results:r${n}`);
        } else {
          const exported = exports.export(institution, { channel: 'folder', mode: one.mode }, async (zip) => {
            const output = new PassThrough();
            const [bytes] = await Promise.all([buffer(output), zip.writeTo(output)]);
            // A run that sends while the file is on its way.
            await put(one.n, one.score);
            if (one.fails) throw new Error('the disk is full');
            importInto(held, readZip(bytes), one.mode);
          });
          await exported.catch((error: unknown) => expect(one.fails, String(error)).to.equal(true));
        }
      }
      importInto(held, await take(exports, institution, 'delta', 'folder'), 'delta');
      const full = new Map<string, Row>();
      importInto(full, await take(exports, institution, 'bulk'), 'bulk');
      expect([...held].sort()).to.deep.equal([...full].sort());
      expect(new Map([...full].map(([id, row]) => [id, row['score']]))).to.deep.equal(overRest);
      const last = await take(exports, institution, 'delta', 'folder');
      expect(Object.keys(last), 'a delta without changes is a manifest alone').to.deep.equal([
        'manifest.csv',
      ]);
    });
    await fc.assert(property, { numRuns: 12 });
  });

  it('OF16 a download that breaks off takes nothing away, and leaves the other channel alone', async () => {
    const { institution, exports, client } = connect('oneroster-csv-1p1', 'csv-broken');
    for (let n = 0; n < 3; n += 1) await client.putResult(makeResult(n, n), signal);
    const closed = new Writable({ write: (_chunk, _encoding, done) => done(new Error('left')) });
    const broken = exports.export(institution, { channel: 'download', mode: 'delta' }, ({ writeTo }) =>
      writeTo(closed),
    );
    expect(await broken.catch((error: unknown) => String(error))).to.equal('Error: left');
    expect(await exports.read('csv-broken', 'download')).to.deep.equal({
      due: 3,
      last: null,
      failedAt: null,
    });
    const files = await take(exports, institution, 'delta');
    expect(files['results.csv']?.size).to.equal(3);
    const state = await exports.read('csv-broken', 'download');
    expect(state.due).to.equal(0);
    expect(state.last).to.include({ mode: 'delta', lineItems: 0, results: 3 });
    expect((await exports.read('csv-broken', 'folder')).due).to.equal(3);
  });

  it('OF16 after each night one file is written to the folder, by one process; a full disk loses nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'csv-folder-'));
    after(() => rm(folder, { recursive: true, force: true }));
    const { institution, exports, client } = connect('oneroster-csv-1p2', 'csv-folder');
    const nightlyWindow = { start: '01:00', end: '05:00', timeZone: 'America/Chicago' };
    let csvFolder: 'off' | 'delta' = 'off';
    let now = new Date('2026-11-10T11:30:00Z');
    const written: string[] = [];
    const openRunner = (place: string) =>
      createCsvFolderRunner({
        folder: place,
        exports,
        store: stores.csvExports,
        listInstitutions: async () => [
          { ...institution, settings: { ...institution.settings, nightlyWindow, csvFolder } },
        ],
        onWritten: (_id, { fileName }) => void written.push(fileName),
        clock: () => now,
        sleep: async () => {},
        log: createLog('silent'),
      });
    const runner = openRunner(folder);
    await client.putResult(makeResult(1, 5), signal);
    expect(await runner.runOnce()).to.equal(0);
    csvFolder = 'delta';
    // A path that is a file can hold no folder.
    const blocked = join(folder, 'blocked');
    await writeFile(blocked, '');
    expect(await openRunner(blocked).runOnce()).to.equal(0);
    expect((await exports.read('csv-folder', 'folder')).failedAt).to.deep.equal(now);
    now = new Date(now.getTime() + 16 * 60_000);
    const both = await Promise.all([runner.runOnce(), openRunner(folder).runOnce()]);
    expect(both.sort()).to.deep.equal([0, 1]);
    const state = await exports.read('csv-folder', 'folder');
    expect([state.due, state.failedAt]).to.deep.equal([0, null]);
    const [file, ...others] = await readdir(join(folder, 'csv-folder'));
    expect([file, ...others]).to.deep.equal(written);
    const held = readZip(await readFile(join(folder, 'csv-folder', file ?? '')));
    expect(held['results.csv']?.get('r1')).to.include({ status: 'active', score: '5' });

    await client.putResult(makeResult(1, 6), signal);
    expect(await runner.runOnce(), 'once a night').to.equal(0);
    now = new Date('2026-11-11T11:00:00Z');
    expect(await runner.runOnce(), 'at 5:00 in Chicago').to.equal(1);
    expect(await readdir(join(folder, 'csv-folder'))).to.have.length(2);
  });

  it('OF16 what OneRoster 1.1 cannot say is refused for that grade alone', async () => {
    const { client } = connect('oneroster-csv-1p1', 'csv-exempt');
    const excused = { ...makeResult(1, 0), score: null, scoreStatus: 'exempt' as const };
    const reply = await client.putResult(excused, signal);
    expect(reply.ok ? null : reply.failure.kind).to.equal('item');
  });

  it('OF16 grade syncs work as over REST: sent, changed, cleared and undone, without asking a SIS', async () => {
    const school = harness({ students: 2, assignments: 1 });
    school.settings = { ...school.settings, removal: 'clear', brakeShare: null, brakeRemovals: false };
    const { institution, exports, client } = connect('oneroster-csv-1p2', school.institution.id);
    const change = { openSis: async () => ({ client, maxInFlight: 4 }) };
    const worker = school.worker({}, change);
    const work = async (): Promise<void> => {
      while (await worker.runOnce()) {
        // Until nothing is due.
      }
    };
    const post = async () => {
      const { runId } = await school.passback.requestRun(school.launch, {
        kind: 'post',
        selection: { kind: 'all' },
      });
      await work();
      return school.passback.readRun(school.launch, runId);
    };
    const scores = async (): Promise<Record<string, string>> => {
      const files = await take(exports, institution, 'bulk');
      const rows = [...(files['results.csv']?.values() ?? [])];
      return Object.fromEntries(rows.map((row) => [row['studentSourcedId'] ?? '', row['score'] ?? '']));
    };

    const first = await post();
    expect([first.state, first.counts.sent, first.counts.confirmed]).to.deep.equal(['completed', 4, 0]);
    const before = await scores();
    expect(Object.keys(before)).to.have.length(4);
    const files = await take(exports, institution, 'bulk');
    const [lineItem] = files['lineItems.csv']?.values() ?? [];
    const [category] = files['categories.csv']?.values() ?? [];
    expect(lineItem?.['classSourcedId']).to.match(/^class-[12]$/);
    expect(files['categories.csv']?.size).to.equal(1);
    expect(category?.['sourcedId']).to.equal(lineItem?.['categorySourcedId']);
    expect(category?.['title']).to.equal(school.canvas.groups[0]?.name);

    school.advance(60_000);
    school.canvas.grade('a1', '1001', { score: 7.5 });
    school.canvas.grade('a1', '2001', { score: null });
    const second = await post();
    expect([second.state, second.counts.sent, second.counts.unchanged]).to.deep.equal(['completed', 2, 2]);
    const delta = await take(exports, institution, 'delta');
    const statuses = [...(delta['results.csv']?.values() ?? [])].map((row) => [row['status'], row['score']]);
    expect(statuses).to.have.deep.members([
      ['active', '7.5'],
      ['tobedeleted', statuses.find(([status]) => status === 'tobedeleted')?.[1]],
    ]);
    expect(Object.keys(await scores())).to.have.length(3);

    await school.passback.undoRun(school.launch, second.id);
    await work();
    expect(await scores(), 'as the first grade sync left it').to.deep.equal(before);
  });
});
