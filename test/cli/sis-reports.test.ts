import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { en, say } from '../support/english.ts';
import { useMongo } from '../support/mongodb.ts';
import { reportOn, writeSisReports } from './sis-reports.ts';

describe('docs/sis-reports.md', () => {
  const mongo = useMongo();

  it('holds what sis:check says of three SISs of the sandbox, and leaves nothing in them', async () => {
    const written = readFileSync(new URL('../../docs/sis-reports.md', import.meta.url), 'utf8');
    expect(written, 'run npm run sis:reports').to.equal(await writeSisReports(mongo.connection()));
  }).timeout(120_000);

  it('finds that a grade sync works with the others, too, and what each keeps otherwise', async () => {
    const works = en.administration.test.written.split(':')[0] ?? '';
    const others = [
      ['skyward', en.administration.test.findings.points_refused.text],
      ['veracross', en.administration.test.findings.exempt_kept.text],
      ['aeries', en.administration.test.findings.title_whole.text],
    ] as const;
    for (const [name, finding] of others) {
      const report = await reportOn(name, mongo.connection().useDb(`other_${name}`));
      expect(report, name).to.contain(works);
      expect(report, name).to.contain(say(finding, { sis: 'Your SIS', count: '255' }));
    }
  }).timeout(120_000);
});
