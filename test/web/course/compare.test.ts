import { expect } from 'chai';
import { createPassbackFixture } from '../../support/passback-fixtures.ts';
import { get, post, readText } from '../../support/read-page.ts';
import { createWebApp } from '../../support/web-app.ts';

describe('Grade Sync › Compare', () => {
  it('shows Canvas, what was last sent and what the SIS holds, side by side, by what to do', async () => {
    const text = readText((await get(createWebApp(), '/grade-sync/compare')).text);
    expect(text).to.contain('Changed in Focus: 1').and.to.contain('Missing in Focus: 0');
    expect(text).to.match(/Ana Flores 604822 Quiz 1: Linear equations Period 2 Honors .* 17\.5 17\.5 12/);
    const missing = await get(createWebApp(), '/grade-sync/compare?group=missing_in_sis');
    expect(readText(missing.text)).to.contain('There are no grades in this list.');
  });

  it('reads back, repairs one grade, accepts all: each by a button that works without scripts', async () => {
    const passback = createPassbackFixture();
    const app = createWebApp({ passback });
    const act = (path: string, fields: Record<string, string>) =>
      post(app, `/grade-sync/compare/${path}`, fields);
    const read = await act('read', {});
    expect(read.headers['location']).to.equal(`/s/test/grade-sync/compare`);
    const of = { group: 'changed_in_sis' };
    const repaired = await act('decide', { ...of, how: 'repair', cell: '9001:ALG1-P2:604822' });
    expect(repaired.headers['location']).to.equal(`/s/test/grade-sync/runs/run-1`);
    const accepted = await act('decide', { ...of, how: 'accept' });
    expect(accepted.headers['location']).to.equal(`/s/test/grade-sync/compare?group=changed_in_sis`);
    expect(passback.asked).to.deep.equal([
      { what: 'compare' },
      { what: 'repair', cellId: '9001:ALG1-P2:604822' },
      { what: 'accept', cellId: null },
    ]);
    expect((await act('decide', { ...of, how: 'delete' })).status).to.equal(400);
  });
});
