import { expect } from 'chai';
import { installApiKey } from '../../canvas/install-tool.ts';
import type { ApiDeveloperKey } from '../../canvas/school/records/tool.ts';
import { useCanvas } from './running-canvas.ts';

describe('sandbox Canvas: OAuth2 for REST (CF8)', () => {
  const current = useCanvas();
  const back = 'https://tool.test/oauth/callback';
  let key: ApiDeveloperKey;

  before(async () => {
    key = await installApiKey(current().canvas.store, { name: 'Grade Passback', redirectUris: [back] });
  });

  const request = (change: Record<string, string> = {}): Record<string, string> => ({
    client_id: String(key.id),
    response_type: 'code',
    redirect_uri: back,
    state: 's1',
    ...change,
  });

  async function visit(path: string, fields: Record<string, string>, cookie = '', method = 'GET') {
    const url = new URL(path, current().canvas.url);
    if (method === 'GET')
      for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { cookie },
      ...(method === 'GET' ? {} : { body: new URLSearchParams(fields) }),
    });
    const location = response.headers.get('location');
    return {
      status: response.status,
      text: await response.text(),
      sentTo: location === null ? null : new URL(location, current().canvas.url),
    };
  }

  async function consent(change: Record<string, string> = {}): Promise<string> {
    const cookie = await current().cookie('tess');
    const answer = await visit('/login/oauth2/accept', request(change), cookie, 'POST');
    return answer.sentTo?.searchParams.get('code') ?? '';
  }

  async function token(fields: Record<string, string>) {
    const response = await fetch(current().canvas.tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({ client_id: String(key.id), client_secret: key.secret, ...fields }),
    });
    return { status: response.status, body: Object(await response.json()) };
  }
  const byCode = async (code: string) =>
    token({ grant_type: 'authorization_code', code, redirect_uri: back });

  async function me(access: string) {
    const response = await fetch(`${current().canvas.url}/api/v1/users/self`, {
      headers: { authorization: `Bearer ${access}` },
    });
    return {
      status: response.status,
      challenge: response.headers.get('www-authenticate'),
      body: await response.json(),
    };
  }

  it('a logged-in person is asked for consent; anyone else is sent to log in first', async () => {
    const page = await visit('/login/oauth2/auth', request(), await current().cookie('tess'));
    expect(page.text).to.include('Authorize').and.include('Cancel').and.include('Tess Teacher');
    const nobody = await visit('/login/oauth2/auth', request());
    expect(nobody.sentTo?.pathname).to.equal('/login/canvas');
    expect(nobody.sentTo?.searchParams.get('return_to')).to.include('/login/oauth2/auth?');
  });

  it('prompt=none answers login_required or interaction_required', async () => {
    const nobody = await visit('/login/oauth2/auth', request({ prompt: 'none' }));
    expect(nobody.sentTo?.searchParams.get('error')).to.equal('login_required');
    const tess = await visit(
      '/login/oauth2/auth',
      request({ prompt: 'none' }),
      await current().cookie('tess'),
    );
    expect(tess.sentTo?.searchParams.get('error')).to.equal('interaction_required');
  });

  it('a person who declines is sent back with access_denied and the state', async () => {
    const cookie = await current().cookie('tess');
    const { sentTo } = await visit('/login/oauth2/deny', request(), cookie, 'POST');
    expect(Object.fromEntries(sentTo?.searchParams ?? [])).to.include({
      error: 'access_denied',
      state: 's1',
    });
  });

  it('an unknown client or a foreign redirect_uri gets no redirect', async () => {
    const unknown = await visit('/login/oauth2/auth', request({ client_id: '5' }));
    expect([unknown.status, unknown.sentTo]).to.deep.equal([401, null]);
    const foreign = await visit('/login/oauth2/auth', request({ redirect_uri: 'https://evil.test/' }));
    expect([foreign.status, foreign.sentTo]).to.deep.equal([400, null]);
  });

  it('a code is good for tokens once', async () => {
    const code = await consent();
    const { status, body } = await byCode(code);
    expect(status).to.equal(200);
    expect(body).to.include({ token_type: 'Bearer', expires_in: 3600 });
    expect(body.user).to.include({ name: 'Tess Teacher' });
    expect((await me(body.access_token)).body).to.include({ name: 'Tess Teacher' });
    expect(await byCode(code)).to.deep.equal({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'authorization_code not found' },
    });
  });

  it('a refresh ends the old access token and gives a new one, but no refresh token', async () => {
    const { body: first } = await byCode(await consent());
    const { status, body } = await token({ grant_type: 'refresh_token', refresh_token: first.refresh_token });
    expect(status).to.equal(200);
    expect(body).not.to.have.property('refresh_token');
    expect((await me(body.access_token)).status).to.equal(200);
    expect((await me(first.access_token)).status).to.equal(401);
  });

  it('a dead refresh token gets invalid_request (CT13)', async () => {
    expect(await token({ grant_type: 'refresh_token', refresh_token: 'gone' })).to.deep.equal({
      status: 400,
      body: { error: 'invalid_request', error_description: 'refresh_token not found' },
    });
  });

  it('a client learns its error: unknown, invalid or incorrect client, or redirect mismatch', async () => {
    expect(await token({ client_id: '1' })).to.deep.equal({
      status: 401,
      body: { error: 'invalid_client', error_description: 'unknown client' },
    });
    expect((await token({ client_secret: 'wrong' })).body).to.include({
      error_description: 'invalid client',
    });
    const mismatch = await token({ code: await consent(), redirect_uri: 'https://evil.test/' });
    expect(mismatch.body).to.deep.equal({
      error: 'invalid_request',
      error_description: 'redirect_uri does not match client settings',
    });
    const other = await installApiKey(current().canvas.store, { name: 'Other', redirectUris: [back] });
    const code = await consent({ client_id: String(other.id) });
    expect((await byCode(code)).body).to.deep.equal({
      error: 'invalid_grant',
      error_description: 'incorrect client',
    });
  });

  it('an access token lasts an hour, then is refused with the challenge header; it can be revoked', async () => {
    const { body } = await byCode(await consent());
    const revoke = await fetch(current().canvas.tokenUrl, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${body.access_token}` },
    });
    expect(revoke.status).to.equal(200);
    expect((await me(body.access_token)).status).to.equal(401);
    const { body: second } = await byCode(await consent());
    current().advance(3_601_000);
    expect(await me(second.access_token)).to.deep.equal({
      status: 401,
      challenge: 'Bearer realm="canvas-lms"',
      body: { errors: [{ message: 'Invalid access token.' }] },
    });
  });

  it('with enforced scopes, asking for none gets invalid_scope, and the API refuses what was not granted', async () => {
    const scope = 'url:GET|/api/v1/courses/:course_id/sections';
    const strict = await installApiKey(current().canvas.store, {
      name: 'Strict',
      redirectUris: [back],
      scopes: [scope],
    });
    const cookie = await current().cookie('tess');
    const none = await visit('/login/oauth2/auth', request({ client_id: String(strict.id) }), cookie);
    expect(none.sentTo?.searchParams.get('error')).to.equal('invalid_scope');
    const code = await consent({ client_id: String(strict.id), scope });
    const { body } = await token({ client_id: String(strict.id), client_secret: strict.secret, code });
    const headers = { authorization: `Bearer ${body.access_token}` };
    const sections = await fetch(`${current().canvas.url}/api/v1/courses/1/sections`, { headers });
    expect(sections.status).to.equal(200);
    const groups = await fetch(`${current().canvas.url}/api/v1/courses/1/assignment_groups`, { headers });
    expect([groups.status, await groups.json()]).to.deep.equal([
      401,
      { errors: [{ message: 'Insufficient scopes on access token.' }] },
    ]);
  });

  it('with enforced scopes but without Allow Include Parameters, include[] is silently dropped', async () => {
    const scope = 'url:GET|/api/v1/courses/:course_id/assignments';
    const { store } = current().canvas;
    const shown: boolean[] = [];
    for (const allowIncludes of [true, false]) {
      const fields = { name: 'Includes', redirectUris: [back], scopes: [scope], allowIncludes };
      const { id } = await installApiKey(store, fields);
      const { access } = await store.oauth.issue({ clientId: id, userId: 2, scopes: [scope] }, true);
      const response = await fetch(
        `${current().canvas.url}/api/v1/courses/1/assignments?include[]=overrides`,
        {
          headers: { authorization: `Bearer ${access}` },
        },
      );
      shown.push('overrides' in Object(await response.json())[0]);
    }
    expect(shown).to.deep.equal([true, false]);
  });

  it('scopes are Canvas’s route templates, such as /courses/:id for one course', async () => {
    const scope = 'url:GET|/api/v1/courses/:id';
    const { store } = current().canvas;
    const { id } = await installApiKey(store, { name: 'One course', redirectUris: [back], scopes: [scope] });
    const { access } = await store.oauth.issue({ clientId: id, userId: 2, scopes: [scope] }, true);
    const read = (path: string) =>
      fetch(`${current().canvas.url}${path}`, { headers: { authorization: `Bearer ${access}` } });
    expect((await read('/api/v1/courses/1')).status).to.equal(200);
    const refused = await read('/api/v1/courses');
    expect([refused.status, refused.headers.get('www-authenticate')]).to.deep.equal([401, null]);
  });
});
