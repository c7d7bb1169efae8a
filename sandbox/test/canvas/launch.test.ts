import { expect } from 'chai';
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { z } from 'zod';
import type { InstalledTool } from '../../canvas/install-tool.ts';
import type { Placement } from '../../canvas/school/records/tool.ts';
import { installTestTool, redirectUri, useCanvas } from './running-canvas.ts';

/** The platform's key set. */
const jwkSet = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });

const claim = (name: string): string => `https://purl.imsglobal.org/spec/lti/claim/${name}`;

/** Reads the form of a self-posting page. */
function readForm(html: string): { action: string | undefined; fields: Record<string, string> } {
  const fields: Record<string, string> = {};
  for (const [, name = '', value = ''] of html.matchAll(/name="([^"]*)" value="([^"]*)"/gu)) {
    fields[name] = value.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"');
  }
  return { action: /action="([^"]*)"/u.exec(html)?.[1], fields };
}

describe('sandbox Canvas: launch (CF2, CF3)', () => {
  const current = useCanvas();
  let tool: InstalledTool;

  before(async () => {
    const { publicKey } = await generateKeyPair('RS256', { extractable: true });
    tool = await installTestTool(current(), 'Launch tool', {
      publicJwk: { ...(await exportJWK(publicKey)) },
    });
  });

  async function begin(
    login: string,
    placement: Placement = 'course_navigation',
    courseId: number | null = 1,
  ) {
    const { canvas, person } = current();
    const begun = await canvas.beginLaunch({
      user: await person(login),
      courseId,
      toolId: tool.tool.id,
      placement,
    });
    if (!begun.ok) throw new Error(`launch refused: ${begun.reason}`);
    return begun.form;
  }

  /** Answers login initiation as a tool does. `change` alters the parameters; undefined removes one. */
  async function authorize(
    login: string,
    form: { fields: Readonly<Record<string, string>> },
    change: Record<string, string | undefined> = {},
    cookie?: string,
  ) {
    const { canvas } = current();
    const all: Record<string, string | undefined> = {
      client_id: form.fields['client_id'],
      login_hint: form.fields['login_hint'],
      lti_message_hint: form.fields['lti_message_hint'],
      nonce: 'nonce-1',
      prompt: 'none',
      redirect_uri: redirectUri,
      response_mode: 'form_post',
      response_type: 'id_token',
      scope: 'openid',
      state: 'state-1',
      ...change,
    };
    const kept = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const response = await fetch(`${canvas.authorizationUrl}?${new URLSearchParams(kept)}`, {
      headers: { cookie: cookie ?? (await current().cookie(login)) },
    });
    const text = await response.text();
    return { status: response.status, text, ...readForm(text) };
  }

  async function launch(
    login: string,
    placement: Placement = 'course_navigation',
    courseId: number | null = 1,
  ) {
    const answer = await authorize(login, await begin(login, placement, courseId));
    const { canvas, now } = current();
    const jwks = createLocalJWKSet(jwkSet.parse(await (await fetch(canvas.jwksUrl)).json()));
    const { payload } = await jwtVerify(answer.fields['id_token'] ?? '', jwks, {
      issuer: canvas.issuer,
      audience: tool.clientId,
      currentDate: now(),
    });
    return payload;
  }

  it('login initiation has Canvas’s parameters: deployment_id, prod, not_configured, the storage target (CT11)', async () => {
    const { action, fields } = await begin('tess');
    expect(action).to.equal('https://tool.test/login');
    expect(fields).to.include({
      iss: 'https://sandbox-canvas.test',
      client_id: tool.clientId,
      deployment_id: tool.deploymentId,
      target_link_uri: redirectUri,
      canvas_environment: 'prod',
      canvas_region: 'not_configured',
      lti_storage_target: 'post_message_forwarding',
    });
    expect(tool.clientId).to.match(/^1000000000000\d$/u);
    expect(tool.deploymentId).to.match(/^\d+:[0-9a-f]{40}$/u);
  });

  it('the launch posts id_token, state and lti_storage_target to the redirect_uri', async () => {
    const answer = await authorize('tess', await begin('tess'));
    expect(answer.action).to.equal(redirectUri);
    expect(answer.fields).to.have.keys('id_token', 'state', 'lti_storage_target');
    expect(answer.fields['state']).to.equal('state-1');
  });

  it('a teacher’s id_token has the claims of CF3', async () => {
    const payload = await launch('tess');
    expect(payload).to.include({ azp: tool.clientId, nonce: 'nonce-1', name: 'Tess Teacher' });
    expect(payload[claim('message_type')]).to.equal('LtiResourceLinkRequest');
    expect(payload[claim('deployment_id')]).to.equal(tool.deploymentId);
    expect(payload[claim('context')]).to.include({ label: 'MATH-1', title: 'Mathematics' });
    expect(payload[claim('lis')]).to.deep.equal({
      person_sourcedid: 'sis-tess',
      course_offering_sourcedid: 'sis-math',
    });
    expect(payload['https://www.instructure.com/placement']).to.equal('course_navigation');
    expect(payload['https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice']).to.deep.equal({
      context_memberships_url: `${current().canvas.url}/api/lti/courses/1/names_and_roles`,
      service_versions: ['2.0'],
    });
    expect(payload['https://purl.imsglobal.org/spec/lti-ags/claim/endpoint']).to.have.property(
      'lineitems',
      `${current().canvas.url}/api/lti/courses/1/line_items`,
    );
  });

  it('resource_link.id is the context id on every placement (CT7)', async () => {
    for (const placement of ['course_navigation', 'post_grades'] as const) {
      const payload = await launch('tess', placement);
      const context = payload[claim('context')];
      expect(payload[claim('resource_link')]).to.have.property('id', Object(context)['id']);
    }
  });

  it('custom fields have lower-case keys; numbers stay numbers, unknown variables stay literal, sections are sorted', async () => {
    const custom = (await launch('tess'))[claim('custom')];
    expect(custom).to.deep.equal({
      canvas_course_id: 1,
      user_sis: 'sis-tess',
      section_ids: '1,2',
      // Sorted as text, not in the order of the ids.
      section_sis_ids: 'alpha-2,zeta-1',
      rights: 'manage_grades',
      unknown: '$Canvas.no.suchThing',
      sentence: 'course 1 of Small School',
      only_here: 'yes',
    });
  });

  it('for a person without a SIS id the variable stays literal, in custom and in lis (CT5)', async () => {
    const payload = await launch('cyd');
    expect(payload[claim('custom')]).to.include({ user_sis: '$Canvas.user.sisSourceId' });
    expect(payload[claim('lis')]).to.include({ person_sourcedid: '$Person.sourcedId' });
  });

  it('roles: a TA is also Instructor, the test student is Learner and TestUser, an unenrolled admin has no membership role', async () => {
    const rolesOf = async (login: string): Promise<string[]> =>
      Object(await launch(login))[claim('roles')].map((role: string) => role.replace(/^.*vocab\//u, ''));
    expect(await rolesOf('tom')).to.include.members([
      'lis/v2/membership#Instructor',
      'lis/v2/membership/Instructor#TeachingAssistant',
    ]);
    expect(await rolesOf('test')).to.include.members([
      'lis/v2/membership#Learner',
      'lti/system/person#TestUser',
    ]);
    expect(await rolesOf('ada')).to.deep.equal([
      'lis/v2/institution/person#Administrator',
      'lis/v2/system/person#User',
    ]);
  });

  it('institution roles come from the whole school, not from the launched course (CT3)', async () => {
    const payload = await launch('tess', 'course_navigation', 2);
    const roles: unknown = payload[claim('roles')];
    expect(roles).to.include('http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor');
    expect(roles).not.to.include('http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor');
  });

  it('an account launch has the account as its context and no AGS or NRPS claim', async () => {
    const payload = await launch('ada', 'account_navigation', null);
    expect(payload[claim('context')]).to.have.property('title', 'Small School');
    expect(Object.keys(payload).join(' ')).not.to.match(/lti-ags|lti-nrps/u);
  });

  it('the first authorization uses up the launch; a second gets launch_no_longer_valid', async () => {
    const form = await begin('tess');
    await authorize('tess', form);
    const second = await authorize('tess', form);
    expect(second.action).to.equal(redirectUri);
    expect(second.fields).to.deep.equal({
      error: 'launch_no_longer_valid',
      error_description: 'The launch has either expired or already been consumed',
      state: 'state-1',
    });
  });

  it('a hint older than 5 minutes is refused without a redirect', async () => {
    const form = await begin('tess');
    const cookie = await current().cookie('tess');
    current().advance(301_000);
    const answer = await authorize('tess', form, {}, cookie);
    expect([answer.status, answer.text]).to.deep.equal([400, 'Invalid lti_message_hint']);
  });

  it('an invalid_request_object names the missing parameters', async () => {
    const answer = await authorize('tess', await begin('tess'), { nonce: undefined, prompt: undefined });
    expect(answer.fields).to.include({
      error: 'invalid_request_object',
      error_description: 'The following parameters are missing: nonce,prompt',
    });
  });

  it('of the fixed parameters only the value of scope is checked', async () => {
    const form = await begin('tess');
    const wrong = await authorize('tess', form, { scope: 'profile' });
    expect(wrong.fields).to.include({ error_description: "The 'scope' must be 'openid'" });
    const odd = await authorize('tess', form, { response_type: 'whatever', prompt: 'x' });
    expect(odd.fields).to.have.property('id_token');
  });

  it('without a session, or with another person’s login_hint, login_required leaves the launch unused', async () => {
    const form = await begin('tess');
    const nobody = await authorize('tess', form, {}, 'none=1');
    const other = await authorize('tom', form);
    for (const answer of [nobody, other]) {
      expect(answer.fields).to.include({
        error: 'login_required',
        error_description: 'Must have an active user session',
      });
    }
    expect((await authorize('tess', form)).fields).to.have.property('id_token');
  });

  it('the part of redirect_uri before the ? must be registered', async () => {
    const form = await begin('tess');
    const answer = await authorize('tess', form, { redirect_uri: 'https://evil.test/launch' });
    expect([answer.status, answer.text]).to.deep.equal([400, 'Invalid redirect_uri']);
    const withQuery = await authorize('tess', form, { redirect_uri: `${redirectUri}?tab=1` });
    expect(withQuery.action).to.equal(`${redirectUri}?tab=1`);
  });

  it('an inactive developer key gets unauthorized_client', async () => {
    const form = await begin('tess');
    const { store } = current().canvas;
    await store.tools.replaceLtiKey({ ...tool.key, active: false });
    const answer = await authorize('tess', form);
    await store.tools.replaceLtiKey(tool.key);
    expect(answer.fields).to.include({ error: 'unauthorized_client' });
  });

  it('visibility hides only the link; required_permissions refuses the launch (CT2)', async () => {
    const { canvas, person } = current();
    const request = {
      user: await person('amy'),
      courseId: 1,
      toolId: tool.tool.id,
      placement: 'course_navigation' as const,
    };
    expect((await canvas.beginLaunch(request)).ok).to.equal(true);
    await canvas.store.tools.replaceTool({ ...tool.tool, requiredPermissions: 'manage_grades' });
    expect(await canvas.beginLaunch(request)).to.deep.equal({ ok: false, reason: 'unauthorized' });
    await canvas.store.tools.replaceTool(tool.tool);
  });
});
