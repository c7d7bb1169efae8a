import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { usePages } from './running-pages.ts';

describe('sandbox Canvas pages: tools', () => {
  const current = usePages();
  const base = () => `/courses/${current().biology.id}`;
  const toolPath = () => `${base()}/external_tools/${current().tool.id}`;

  async function navigation(login: string): Promise<string> {
    const { text } = await (await current().browse(login)).get(base()).expect(200);
    return /<nav class="side-nav"[\s\S]*?<\/nav>/u.exec(text)?.[0] ?? '';
  }

  it('shows the tool in the navigation only to people with the permission', async () => {
    expect(await navigation('aokafor')).to.contain('Grade Sync');
    expect(await navigation('jwhitfield')).to.contain('Grade Sync');
    expect(await navigation('mzhao'), 'a designer sees no grades').to.not.contain('Grade Sync');
    expect(await navigation('abrooks')).to.not.contain('Grade Sync');
  });

  it('frames the tool as Canvas does: allow list, marked for launches, no sandbox', async () => {
    const agent = await current().browse('aokafor');
    const { text } = await agent.get(`${toolPath()}?launch_type=course_navigation`).expect(200);
    const frame = /<iframe[^>]*>/u.exec(text)?.[0] ?? '';
    expect(frame).to.contain('data-lti-launch="true"').and.contain('allow="geolocation *; microphone *;');
    expect(frame).to.not.contain(' sandbox');
    expect(text).to.contain('platform-messages.js');
    const src = /src="([^"]*)"/u.exec(frame)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const launch = await agent.get(src).expect(200);
    expect(launch.text).to.contain('action="http://tool.test/login"').and.contain('name="lti_message_hint"');
    expect(launch.text).to.not.contain('global-nav');
  });

  it('launches with exactly the address that retrieve was given (CT23)', async () => {
    const agent = await current().browse('aokafor');
    const url = 'http://tool.test/launch?run=a%26b&x=1';
    const query = new URLSearchParams({ display: 'borderless', placement: 'course_navigation', url });
    const { text } = await agent.get(`${base()}/external_tools/retrieve?${query}`).expect(200);
    expect(text, 'it opens in the shell of the course').to.contain('side-nav');
    const src = /<iframe[^>]*src="([^"]*)"/u.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const launch = await agent.get(src).expect(200);
    const target = /name="target_link_uri" value="([^"]*)"/u.exec(launch.text)?.[1];
    expect(target?.replaceAll('&amp;', '&')).to.equal(url);
    const hint = decodeJwt(/name="lti_message_hint" value="([^"]*)"/u.exec(launch.text)?.[1] ?? '');
    const kept = await current().canvas.store.sessions.takeLaunch(String(hint['verifier']));
    expect(kept?.claims['https://purl.imsglobal.org/spec/lti/claim/target_link_uri']).to.equal(url);
  });

  it('retrieve opens nothing for an address or client id that is not the tool’s', async () => {
    const agent = await current().browse('aokafor');
    const ask = (query: Record<string, string>) =>
      agent.get(`${base()}/external_tools/retrieve?${new URLSearchParams(query)}`);
    await ask({ url: 'http://elsewhere.test/launch' }).expect(404);
    await ask({ url: 'http://tool.test/launch', client_id: '1' }).expect(404);
    await ask({ url: 'not an address' }).expect(404);
    await ask({}).expect(404);
    const other = await ask({ url: 'http://tool.test/admin' }).expect(200);
    const src = /<iframe[^>]*src="([^"]*)"/u.exec(other.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    await agent.get(src).expect(404);
  });

  it('refuses a student who knows the address', async () => {
    const agent = await current().browse('abrooks');
    await agent.get(`${toolPath()}?display=borderless&launch_type=post_grades`).expect(403);
    await agent.get(`${toolPath()}?display=borderless&launch_type=course_navigation`).expect(403);
  });

  it('lists the tool in the Gradebook’s Actions, the Assignments menu and the account', async () => {
    const { tool } = current();
    const teacher = await current().browse('aokafor');
    const gradebook = await teacher.get(`${base()}/gradebook`).expect(200);
    expect(gradebook.text).to.match(
      new RegExp(`data-menu-id="post_grades_lti_${tool.id}"[^>]*>Sync to Juniper SIS<`, 'u'),
    );
    const assignments = await teacher.get(`${base()}/assignments`).expect(200);
    expect(assignments.text)
      .to.contain('aria-label="Assignments Settings"')
      .and.contain('Sync SIS Categories');
    const admin = await current().browse('praman');
    const account = await admin.get('/accounts/1').expect(200);
    expect(account.text).to.contain('Grade Passback');
    await admin.get(`/accounts/1/external_tools/${tool.id}`).expect(200);
    const launch = await admin.get(`/accounts/1/external_tools/${tool.id}?display=borderless`).expect(200);
    expect(launch.text).to.contain('action="http://tool.test/login"');
  });

  it('shows a page for an unknown tool or placement', async () => {
    const agent = await current().browse('aokafor');
    await agent.get(`${base()}/external_tools/999`).expect(404);
    await agent.get(`${toolPath()}?launch_type=nonsense`).expect(404);
    await agent.get(`${toolPath()}?launch_type=nonsense&display=borderless`).expect(404);
  });

  it('shows the page that launch_presentation.return_url names, escaped', async () => {
    const agent = await current().browse('aokafor');
    const path = `${base()}/external_content/success/external_tool_redirect`;
    const { text } = await agent.get(`${path}?lti_msg=${encodeURIComponent('<b>done</b>')}`).expect(200);
    expect(text).to.contain('data-subject="externalContentReady"').and.contain('&lt;b&gt;done');
  });
});
