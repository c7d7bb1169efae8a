import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import type { SisConnection } from '../../../src/domain/institution.ts';
import { createSecretHider } from '../../../src/http/hide-secrets.ts';
import type { SisFailure } from '../../../src/oneroster/sis-client.ts';
import { never, result, type Script, ScriptedSis, type Seen } from '../../support/oneroster/scripted-sis.ts';

const clientSecret = 'canary+s/cret=';
const vendorKey = 'canary vendor&key "1"';

/** Everything in a request that a server could echo. */
function describeRequest({ headers, body }: Seen): string {
  return `You sent ${JSON.stringify(headers)} ${body}`;
}

/** Each way in which providers report a failure. */
const shapes: readonly ((words: string) => Script)[] = [
  (words) => ({ status: 422, json: { imsx_codeMajor: 'failure', imsx_description: words } }),
  (words) => ({
    status: 422,
    json: { statusInfoSet: [{ imsx_codeMajor: 'failure', imsx_description: words }] },
  }),
  (words) => ({ status: 400, json: { error: words } }),
  (words) => ({ status: 403, json: { error: 'denied', error_description: words } }),
  (words) => ({ status: 500, json: { message: words } }),
  (words) => ({ status: 400, json: words }),
  (words) => ({ status: 502, text: words }),
  (words) => ({ status: 503, text: `<html><title>${words.replaceAll('<', '')}</title></html>` }),
  (words) => ({ status: 422, json: { imsx_codeMajor: 'failure', imsx_codeMinor: words } }),
  // Truncated in the middle of the secret, where messages end.
  (words) => ({ status: 400, text: `${'x'.repeat(490)} ${words}` }),
];

describe('secrets that a SIS echoes (S45)', () => {
  let sis: ScriptedSis;
  let answer: (seen: Seen) => Script = () => ({});
  beforeEach(async () => {
    sis = await new ScriptedSis((seen) => answer(seen)).start();
  });
  afterEach(() => sis.stop());

  const put = async (connection: Partial<SisConnection> = {}): Promise<SisFailure> => {
    const reply = await sis
      .client('1.2', {}, { headers: { 'x-vendor-key': vendorKey }, ...connection })
      .putResult(result, never);
    if (reply.ok) throw new Error('taken for a success');
    return reply.failure;
  };
  const expectHidden = (failure: SisFailure, ...secrets: readonly string[]): void => {
    const told = JSON.stringify(failure) + sis.logLines.join('\n');
    for (const secret of secrets) expect(told).to.not.contain(secret);
    expect(told).to.not.contain('canary');
  };

  it('are hidden in every shape of a failure: client secret, token, authorization and vendor headers', async () => {
    for (const shape of shapes) {
      answer = (seen) => shape(`${clientSecret} ${describeRequest(seen)}`);
      const failure = await put();
      expectHidden(failure, 'Bearer canary');
      if (!failure.codeMinor && failure.sisMessage) expect(failure.sisMessage).to.match(/\[hidden\]|^x+$/);
    }
  });

  it('are hidden in the encodings of URLs, forms, JSON, HTML and base64', async () => {
    const base64 = Buffer.from(clientSecret).toString('base64');
    const forms = [
      encodeURIComponent(clientSecret),
      base64,
      base64.replace(/=+$/, ''),
      Buffer.from(clientSecret).toString('hex').toUpperCase(),
      new URLSearchParams({ vendorKey }).toString(),
      JSON.stringify(vendorKey),
      vendorKey.replace('&', '&amp;').replaceAll('"', '&quot;'),
    ];
    for (const form of forms) {
      answer = () => ({ status: 400, text: `Refused: ${form} is wrong` });
      const { sisMessage } = await put();
      expect(sisMessage, form).to.match(/^Refused: .*\[hidden\].* is wrong$/);
      expect(sisMessage.toLowerCase()).to.not.contain('canary').and.to.not.contain(form.toLowerCase());
    }
  });

  it('are hidden if the token endpoint echoes them', async () => {
    sis.tokenScript = (seen) => ({
      status: 401,
      json: { error: 'invalid_client', error_description: `${describeRequest(seen)} ${clientSecret}` },
    });
    const basic = Buffer.from(`key-1:${clientSecret}`).toString('base64');
    expectHidden(await put(), basic, encodeURIComponent(clientSecret));
    expectHidden(await put({ auth: sis.oauth2('post') }), encodeURIComponent(clientSecret));
  });

  it('are hidden with OAuth 1: secret, signature and header', async () => {
    const consumerSecret = 'canary-consumer-secret';
    const auth = { kind: 'oauth1', consumerKey: 'key', consumerSecret, signature: 'HMAC-SHA256' } as const;
    let signature = '';
    answer = ({ headers }) => {
      const header = headers.authorization ?? '';
      signature = decodeURIComponent(/oauth_signature="([^"]+)"/.exec(header)?.[1] ?? '');
      return { status: 403, json: { error: `${header}; expected ${signature}; ${consumerSecret}` } };
    };
    const reply = await sis.client('1.1', {}, { ...sis.connection('1.1', auth) }).putResult(result, never);
    if (reply.ok) throw new Error('taken for a success');
    expect(signature).to.have.length(createHmac('sha256', 'x').digest('base64').length);
    expectHidden(reply.failure, signature, encodeURIComponent(signature));
    expect(reply.failure.sisMessage).to.contain('[hidden]');
  });

  it('are hidden if a token of an earlier request is echoed', async () => {
    let first = true;
    answer = () => {
      const script: Script = first
        ? { status: 401, json: { error: 'expired' } }
        : { status: 400, json: { error: 'canary-token-1 was replaced by canary-token-2' } };
      first = false;
      return script;
    };
    const { sisMessage } = await put();
    expect(sisMessage).to.equal('[hidden] was replaced by [hidden]');
  });

  it('do not affect plain words', () => {
    const hide = createSecretHider(['1', 'on', 'long-secret']);
    for (const text of [
      'The line item 11 is closed on Monday: only 31 days',
      'Basic authentication is required',
      'password: incorrect',
      'A bearer authorization was expected',
    ]) {
      const kept = text.replace(/\bon\b/, '[hidden]');
      expect(hide(text)).to.equal(kept);
    }
    expect(hide('token 1 of long-secret')).to.equal('token [hidden] of [hidden]');
    expect(hide('access_token=abcdef123456&x')).to.equal('access_token=[hidden]&x');
  });
});
