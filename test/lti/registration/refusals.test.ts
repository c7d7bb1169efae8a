import { expect } from 'chai';
import supertest from 'supertest';
import { createAdminApp } from '../../support/admin-app.ts';
import { useMongo } from '../../support/mongodb.ts';

describe('a refused registration', () => {
  const mongo = useMongo();

  it('S72 leaves its log line, whether the link is unknown or the form too large', async () => {
    const tool = await createAdminApp(mongo.connection());
    const refusals = (): string[] =>
      tool.logged.flatMap((line) => (line.includes('"registration_refused"') ? [line] : []));
    try {
      const page = await supertest(tool.app).get('/lti/register').query({ install: 'invented' });
      expect(page.status).to.be.within(400, 499);
      expect(refusals()).to.have.length(1);
      const form = await supertest(tool.app)
        .post('/lti/register')
        .type('form')
        .send(`install=${'x'.repeat(300_000)}`);
      expect(form.status).to.be.within(400, 499);
      expect(refusals()).to.have.length(2);
      expect(refusals().join()).to.not.contain('xxxx');
    } finally {
      await tool.close();
    }
  });
});
