import { expect } from 'chai';
import { ownAddress } from '../../canvas/pages/chooser/own-address.ts';
import { sisUrl, usePages } from './running-pages.ts';
import { findUserId } from './school-parts.ts';

describe('sandbox Canvas pages: choosing a person', () => {
  const current = usePages();

  it('shows everybody by role with their courses, and links to the SIS and the faults', async () => {
    const { text } = await (await current().browse()).get('/').expect(200);
    for (const title of ['Teachers', 'Administrators', 'Teaching assistants', 'Students', 'Observers']) {
      expect(text).to.contain(`<h2>${title}`);
    }
    expect(text).to.match(/Amara Okafor<\/span> <span class="person-note">Biology 9</u);
    expect(text).to.contain('Grace O&#39;Halloran');
    expect(text).to.contain(`href="${sisUrl}"`).and.contain('href="/faults"');
  });

  it('logs a person in by POST and shows their courses', async () => {
    const agent = await current().browse();
    const user = await findUserId(current(), 'aokafor');
    const answer = await agent.post('/login').type('form').send({ user }).expect(303);
    expect(answer.headers['location']).to.equal('/dashboard');
    const { text } = await agent.get('/dashboard').expect(200);
    expect(text).to.contain('Biology 9').and.not.contain('Algebra');
  });

  it('brings a person back to the page they wanted once they have logged in', async () => {
    const { biology, canvas } = current();
    const agent = await current().browse();
    const asked = `/courses/${biology.id}/assignments?a=b&c=d`;
    const away = await agent.get(asked).expect(303);
    const chooser = await agent.get(String(away.headers['location'])).expect(200);
    const returnTo = /name="return_to" value="([^"]*)"/u.exec(chooser.text)?.[1]?.replaceAll('&amp;', '&');
    const user = await findUserId(current(), 'aokafor');
    const back = await agent.post('/login').type('form').send({ user, return_to: returnTo }).expect(303);
    expect(back.headers['location']).to.equal(`${canvas.url}${asked}`);
  });

  for (const address of ['https://evil.test/', '//evil.test', '/\\evil.test', 'javascript:alert(1)']) {
    it(`never returns to ${address}`, async () => {
      const user = await findUserId(current(), 'aokafor');
      const agent = await current().browse();
      const answer = await agent.post('/login').type('form').send({ user, return_to: address }).expect(303);
      expect(answer.headers['location']).to.equal('/dashboard');
    });
  }

  it('treats an address that begins with two slashes as one of this Canvas', () => {
    const address = ownAddress('http://localhost:3100//evil.test', 'http://localhost:3100');
    expect(address).to.equal('http://localhost:3100//evil.test');
  });

  it('ends the login when the person logs out', async () => {
    const agent = await current().browse('aokafor');
    await agent.post('/logout').expect(303);
    await agent.get('/dashboard').expect(303);
  });

  it('changes nothing by GET', async () => {
    const agent = await current().browse('aokafor');
    await agent.get('/login?user=1').expect(404);
    await agent.get('/logout').expect(404);
    await agent.get('/dashboard').expect(200);
  });
});
