import { expect } from 'chai';
import type { Institution } from '../../../src/domain/institution.ts';
import { HttpFailure, type HttpRequest } from '../../../src/http/http.ts';
import { type AdminApp, administratorOf, createAdminApp, type Visitor } from '../../support/admin-app.ts';
import { en, say } from '../../support/english.ts';
import { useMongo } from '../../support/mongodb.ts';
import { readText } from '../../support/read-page.ts';

const page = '/administration/webhook';
const texts = en.administration.webhook;
const url = 'https://hooks.school.example/grades?key=canary-path';

describe('Administration › Webhook', () => {
  const mongo = useMongo();
  const asked: HttpRequest[] = [];
  let status: number | null = 204;
  let tool: AdminApp;
  let institution: Institution;
  let visitor: Visitor;

  before(async () => {
    tool = await createAdminApp(mongo.connection(), {
      wrapHttp: () => async (request) => {
        asked.push(request);
        if (status === null) throw new HttpFailure('timeout', null);
        return { status, headers: {}, body: 'canary-answer' };
      },
    });
    institution = await tool.addInstitution();
    visitor = await tool.visit(administratorOf(institution));
  });
  after(() => tool.close());

  const secretOf = (html: string): string | undefined => /whsec_[\w+/=]+/.exec(html)?.[0];

  it('S22 refuses an address inside the network, and shows a secret once', async () => {
    for (const wrong of ['https://10.0.0.7/hook', 'http://hooks.school.example/', 'https://localhost/', '']) {
      const refused = await visitor.post(page, { url: wrong });
      expect(refused.status, wrong).to.equal(422);
    }
    expect(readText((await visitor.get(page)).text)).to.not.contain(say(texts.test));
    const saved = await visitor.post(page, { url });
    const secret = secretOf(saved.text);
    expect(secret).to.be.a('string');
    const shown = (await visitor.get(page)).text;
    expect(secretOf(shown)).to.equal(undefined);
    expect(readText(shown)).to.contain(say(texts.none));
    // Saving again, or reloading that answer, changes no secret.
    expect((await visitor.post(page, { url })).status).to.equal(303);
    expect(JSON.stringify(await mongo.connection().collection('webhooks').find().toArray())).to.not.contain(
      secret?.slice(6),
    );
    const renewed = secretOf((await visitor.post(`${page}/secret`)).text);
    expect(renewed).to.be.a('string').and.not.equal(secret);
  });

  it('sends a test and says what the receiver answered, and nothing of its text', async () => {
    asked.length = 0;
    const answers: readonly (readonly [number | null, string])[] = [
      [204, ''],
      [500, say(texts.fix)],
      [null, 'timeout'],
    ];
    for (const [answer, expected] of answers) {
      status = answer;
      const sent = await visitor.post(`${page}/test`);
      expect(sent.status).to.equal(303);
      const shown = readText((await visitor.get(page)).text);
      expect(shown).to.contain(expected).and.not.contain('canary-answer');
    }
    expect(asked.map((request) => request.url)).to.deep.equal([url, url, url]);
    expect(JSON.parse(asked[0]?.body ?? '')).to.have.property('type', 'test');
  });

  it('can be removed; the audit record names hosts, no addresses', async () => {
    await visitor.post(`${page}/remove`);
    expect(readText((await visitor.get(page)).text)).to.not.contain(say(texts.test));
    const csv = (await visitor.get('/administration/audit.csv')).text;
    expect(csv).to.contain('hooks.school.example').and.not.contain('canary-path');
  });
});
