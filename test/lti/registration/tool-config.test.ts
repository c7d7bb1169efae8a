import { Ajv } from 'ajv';
import formatsPlugin from 'ajv-formats';
import { expect } from 'chai';
import express from 'express';
import request from 'supertest';
import { buildRegistration } from '../../../src/lti/registration/registration-message.ts';
import { answerToolConfig } from '../../../src/lti/registration/registration-router.ts';
import { buildToolConfig, listPlacements, serviceScopes } from '../../../src/lti/registration/tool-config.ts';
import { readSettings } from '../../../src/settings.ts';
import { developerKeySchema } from './developer-key-schema.ts';

const addresses = {
  publicUrl: 'https://tool.example/sync',
  regionalUrls: { 'eu-west-1': 'https://eu.tool.example', 'us-east-1': 'https://us.tool.example' },
};

describe('tool configuration', () => {
  const app = express().get('/lti/config.json', answerToolConfig(addresses));
  const ajv = new Ajv({ allErrors: true });
  formatsPlugin.default(ajv);
  const isValid = ajv.compile(developerKeySchema);

  it('is developer-key JSON by Canvas’s schema, without unknown keys', async () => {
    const { body } = await request(app).get('/lti/config.json').expect(200).expect('content-type', /json/);
    expect(isValid(body), ajv.errorsText(isValid.errors)).to.equal(true);
  });

  it('asks for exactly the scopes of the services it reads', async () => {
    const { body } = await request(app).get('/lti/config.json');
    expect(body.scopes).to.have.members([...serviceScopes]);
    expect(body.scopes.filter((scope: string) => !scope.endsWith('.readonly'))).to.deep.equal([]);
  });

  it('has Canvas check the permission again, hides links from students, and asks for names', async () => {
    const { body } = await request(app).get('/lti/config.json');
    const [{ settings, privacy_level: privacy }] = body.extensions;
    expect(settings.required_permissions).to.equal('view_all_grades');
    expect(privacy).to.equal('public');
    const navigation = settings.placements.find(
      ({ placement }: { placement: string }) => placement === 'course_navigation',
    );
    expect(navigation.visibility).to.equal('admins');
    expect(body.custom_fields.canvas_user_sis_id).to.equal('$Canvas.user.sisSourceId');
  });

  it('names the SIS as the school does, and ignores any other request', async () => {
    const { body } = await request(app).get('/lti/config.json').query({ sis_label: 'Focus' });
    expect(body.title).to.equal('Focus');
    for (const query of [{ 'sis_label[$gt]': '' }, { sis_label: 'x'.repeat(61) }, {}]) {
      const plain = await request(app).get('/lti/config.json').query(query);
      expect(plain.body.title).to.equal('SIS');
    }
  });

  it('sends each region of Canvas to its own address, or none if there is only one address', () => {
    const config = buildToolConfig(addresses, { sisLabel: 'SIS' });
    expect(config).to.have.deep.property('oidc_initiation_urls', {
      'eu-west-1': 'https://eu.tool.example/lti/login',
      'us-east-1': 'https://us.tool.example/lti/login',
    });
    const single = buildToolConfig({ publicUrl: 'https://tool.example' }, { sisLabel: 'SIS' });
    expect(single).not.to.have.property('oidc_initiation_urls');
  });

  it('registers the same tool that it describes', () => {
    const names = { sisLabel: 'SIS' };
    const config = buildToolConfig(addresses, names);
    const registration = buildRegistration(addresses, names);
    expect(registration.scope.split(' ')).to.have.members([...config.scopes]);
    expect(registration.initiate_login_uri).to.equal(config.oidc_initiation_url);
    expect(registration.jwks_uri).to.equal(config.public_jwk_url);
    expect(registration.redirect_uris).to.deep.equal([
      'https://tool.example/sync/lti/launch',
      'https://eu.tool.example/lti/launch',
      'https://us.tool.example/lti/launch',
    ]);
    const { messages } = registration['https://purl.imsglobal.org/spec/lti-tool-configuration'];
    const placements = messages.flatMap((message) => message.placements);
    expect(placements).to.deep.equal(listPlacements(names).map(({ placement }) => placement));
  });

  it('reads regional addresses from the settings and says what is wrong with them', () => {
    const environment = {
      PUBLIC_URL: 'https://tool.example',
      ENCRYPTION_KEYS: `k:${Buffer.alloc(32).toString('base64url')}`,
    };
    const read = (value: string) => readSettings({ ...environment, REGIONAL_URLS: value }).REGIONAL_URLS;
    expect(read('eu-west-1=https://eu.example/, us-east-1=https://us.example')).to.deep.equal({
      'eu-west-1': 'https://eu.example',
      'us-east-1': 'https://us.example',
    });
    for (const wrong of [
      'https://eu.example',
      'eu-west-1=ftp://x',
      'Europe=https://eu.example',
      'eu-west-1=',
    ]) {
      expect(() => read(wrong), wrong).to.throw('REGIONAL_URLS');
    }
  });
});
