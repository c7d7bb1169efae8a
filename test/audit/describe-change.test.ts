import { expect } from 'chai';
import { describeChange } from '../../src/audit/describe-change.ts';
import type { Institution } from '../../src/domain/institution.ts';
import { buildInstitution } from '../support/passback-fixtures.ts';

const connected = (secret: string, header = 'vendor-key-1'): Institution =>
  buildInstitution({
    canvas: { baseUrl: 'https://canvas.example', apiKey: { clientId: '7', clientSecret: `api-${secret}` } },
    sis: {
      profile: 'oneroster-1p2',
      rosteringUrl: 'https://sis.example/r',
      gradebookUrl: 'https://sis.example/g',
      auth: {
        kind: 'oauth2',
        tokenUrl: 'https://sis.example/token',
        clientId: 'client',
        clientSecret: `sis-${secret}`,
        clientAuthentication: 'basic',
      },
      maxInFlight: null,
      headers: { 'x-vendor': header },
    },
  });

describe('what the audit record says of a change', () => {
  it('names each setting with its old and new value', () => {
    const before = buildInstitution();
    const after = {
      ...before,
      settings: { ...before.settings, resend: 'everything', alsoMayPost: ['ta', 'designer'], titleLimit: 40 },
    } as const;
    expect(describeChange(before, after)).to.deep.equal([
      { setting: 'settings.alsoMayPost', from: 'ta', to: 'ta, designer' },
      { setting: 'settings.resend', from: 'score', to: 'everything' },
      { setting: 'settings.titleLimit', from: null, to: '40' },
    ]);
    expect(describeChange(after, after)).to.deep.equal([]);
  });

  it('S30 says only that a secret changed, was set or was removed', () => {
    const changed = describeChange(connected('canary-1'), connected('canary-2', 'vendor-key-2'));
    expect(changed).to.deep.equal([
      { setting: 'canvas.apiKey.clientSecret', from: '(secret)', to: '(secret)' },
      { setting: 'sis.auth.clientSecret', from: '(secret)', to: '(secret)' },
      { setting: 'sis.headers.x-vendor', from: '(secret)', to: '(secret)' },
    ]);
    const made = JSON.stringify(describeChange(null, connected('canary-1')));
    expect(made).to.contain('"sis.auth.clientSecret","from":null,"to":"(secret)"');
    expect(made).to.not.match(/canary|vendor-key/);
    const gone = JSON.stringify(describeChange(connected('canary-1'), buildInstitution()));
    expect(gone)
      .to.contain('"canvas.apiKey.clientSecret","from":"(secret)","to":null')
      .and.to.not.contain('canary');
  });
});
