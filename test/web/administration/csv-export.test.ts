import { expect } from 'chai';
import { strFromU8, unzipSync } from 'fflate';
import request, { type Response } from 'supertest';
import { z } from 'zod';
import type { Institution } from '../../../src/domain/institution.ts';
import type { CsvExportKey } from '../../../src/store/passback/csv-rows.ts';
import { type AdminApp, administratorOf, createAdminApp, type Visitor } from '../../support/admin-app.ts';
import { en, say } from '../../support/english.ts';
import { useMongo } from '../../support/mongodb.ts';
import { readText } from '../../support/read-page.ts';
import { listen } from '../../support/web-server.ts';

const page = '/administration/csv-export';
const texts = en.administration.csvExport;

describe('Administration › OneRoster CSV files', () => {
  const mongo = useMongo();
  let tool: AdminApp;
  let institution: Institution;
  let visitor: Visitor;

  before(async () => {
    tool = await createAdminApp(mongo.connection());
    institution = await tool.addInstitution({ sis: null });
    visitor = await tool.visit(administratorOf(institution));
  });
  after(() => tool?.close());

  const download = async (mode: string): Promise<Response> =>
    request(tool.app)
      .post(`${visitor.base}${page}/download`)
      .set({ cookie: visitor.cookie, origin: 'https://tool.example' })
      .type('form')
      .send({ csrf: visitor.csrfToken, mode })
      .buffer(true)
      .parse((answer, done) => {
        const chunks: Uint8Array[] = [];
        answer.on('data', (chunk: Uint8Array) => chunks.push(chunk));
        answer.on('end', () => done(null, Buffer.concat(chunks)));
      });
  const filesOf = (body: unknown) => unzipSync(z.instanceof(Uint8Array).parse(body));

  it('OF16 an administrator chooses files, downloads everything and then only what changed', async () => {
    expect(readText((await visitor.get(page)).text)).to.include(say(texts.notChosen));

    const form = { profile: 'oneroster-csv-1p2', auth: 'oauth2' };
    expect((await visitor.post('/administration/sis-connection', form)).status).to.equal(303);
    const connection = await visitor.get('/administration/sis-connection');
    expect(connection.text).to.include(`${visitor.base}${page}`);
    const tested = await visitor.post('/administration/sis-connection/test', form);
    expect(readText(tested.text)).to.include(say(en.administration.sis.nothingToTest));

    const { csvRows } = tool.services.stores.passback;
    const category = { kind: 'categories', row: { sourcedId: 'c1', title: 'Tests' } } as const;
    await csvRows.save(institution.id, [category], new Date());
    const shown = readText((await visitor.get(page)).text);
    expect(shown).to.include(say(texts.never));
    expect(shown).to.include(say(texts.deltaFirst, { count: 1 }));

    const full = await download('bulk');
    expect(full.status).to.equal(200);
    expect(full.headers['content-type']).to.equal('application/zip');
    expect(full.headers['content-disposition']).to.match(/oneroster-1\.2-bulk-\d{8}T\d{9}Z\.zip/);
    const files = filesOf(full.body);
    expect(Object.keys(files)).to.deep.equal([
      'manifest.csv',
      'categories.csv',
      'lineItems.csv',
      'results.csv',
    ]);
    expect(strFromU8(files['categories.csv'] ?? new Uint8Array())).to.include('c1,,,Tests,');

    expect(readText((await visitor.get(page)).text)).to.include(say(texts.deltaExplain, { count: 0 }));
    const delta = await download('delta');
    expect(Object.keys(filesOf(delta.body))).to.deep.equal(['manifest.csv']);

    const folder = readText((await visitor.get(page)).text);
    expect(folder).to.include(say(texts.folderOff));

    const { lines } = await tool.services.audit.read(institution.id, {
      actions: ['downloaded'],
      page: null,
      limit: 10,
    });
    expect(lines.map(({ facts }) => facts)).to.deep.equal([
      { what: 'csv', only: 'delta' },
      { what: 'csv', only: 'bulk' },
    ]);
  });

  it('OF16 a download has begun while what is due is still being marked', async () => {
    const { csvRows } = tool.services.stores.passback;
    const { beginExport } = csvRows;
    let resolve = (): void => {};
    const promise = new Promise<void>((done) => {
      resolve = done;
    });
    Object.assign(csvRows, { beginExport: (key: CsvExportKey) => promise.then(() => beginExport(key)) });
    const server = await listen(tool.app);
    try {
      const answer = await fetch(`${server.url}${visitor.base}${page}/download`, {
        method: 'POST',
        headers: { cookie: visitor.cookie, origin: 'https://tool.example' },
        body: new URLSearchParams({ csrf: visitor.csrfToken, mode: 'bulk' }),
      });
      expect(answer.headers.get('content-disposition')).to.include('.zip');
      resolve();
      expect(filesOf(new Uint8Array(await answer.arrayBuffer()))).to.include.keys(
        'manifest.csv',
        'results.csv',
      );
    } finally {
      Object.assign(csvRows, { beginExport });
      await server.close();
    }
  });
});
