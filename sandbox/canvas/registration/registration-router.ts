import { json, Router } from 'express';
import { type CanvasContext, tokenUrl } from '../canvas-context.ts';
import { bearerToken, queryOf } from '../front/request-fields.ts';
import { ltiScopes } from '../lti/scopes.ts';
import { variableNames } from '../lti/variables.ts';
import { placements } from '../school/records/tool.ts';
import { addLtiKey, deployInAccount, updateLtiKey } from './developer-keys.ts';
import { readRegistration, toDeveloperKeyJson } from './registration-message.ts';
import { readRegistrationToken } from './registration-tokens.ts';

export const openidConfigurationPath = '/api/lti/security/openid-configuration';
const registrationPath = '/api/lti/registrations';

/** Dynamic registration as tools see it (`doc/api/registration.md`). */
export function createRegistrationRouter(context: CanvasContext): Router {
  const router = Router();
  const { store, log, publicUrl } = context;
  router.get(openidConfigurationPath, async (req, res) => {
    const token = queryOf(req).get('registration_token');
    if ((await readRegistrationToken(context, token)) === null)
      return void res.status(401).json(unauthorized);
    const account = await store.account.get();
    res.json(describePlatform(context, account));
  });

  router.post(registrationPath, json(), async (req, res) => {
    const pending = await readRegistrationToken(context, bearerToken(req));
    if (pending === null) return void res.status(401).json(unauthorized);
    const asked = readRegistration(req.body);
    if (asked === null) return void res.status(422).json({ errors: [{ message: 'Invalid registration' }] });
    const known = pending.updatedKeyId === null ? null : await store.tools.findLtiKey(pending.updatedKeyId);
    const made = { redirectUris: asked.redirect_uris, registrationId: pending.id };
    const config = toDeveloperKeyJson(asked);
    // The administrator looks at a new key once the tool is done, and only then switches it on.
    const key =
      known === null
        ? await addLtiKey(store, config, { ...made, active: false })
        : await updateLtiKey(store, known, config, made);
    // Canvas deploys while the tool registers (CF9).
    const { deploymentId } = await deployInAccount(store, key);
    log.info({ event: 'sandbox.registration', clientId: key.id }, 'A tool registered itself');
    res.json({
      ...asked,
      client_id: String(key.id),
      deployment_id: deploymentId,
      registration_client_uri: `${publicUrl}${registrationPath}/${key.id}`,
    });
  });
  return router;
}

const unauthorized = { errors: [{ message: 'Invalid registration token' }] };

function describePlatform(
  context: CanvasContext,
  account: { readonly name: string; readonly ltiGuid: string },
): Readonly<Record<string, unknown>> {
  const { publicUrl, issuer } = context;
  return {
    issuer,
    authorization_endpoint: `${publicUrl}/api/lti/authorize_redirect`,
    registration_endpoint: `${publicUrl}${registrationPath}`,
    jwks_uri: `${publicUrl}/api/lti/security/jwks`,
    token_endpoint: tokenUrl(context),
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', ...Object.values(ltiScopes)],
    response_types_supported: ['id_token'],
    id_token_signing_alg_values_supported: ['RS256'],
    claims_supported: ['sub', 'picture', 'email', 'name', 'given_name', 'family_name', 'locale'],
    subject_types_supported: ['public'],
    authorization_server: new URL(publicUrl).host,
    'https://purl.imsglobal.org/spec/lti-platform-configuration': {
      product_family_code: 'canvas',
      version: 'vCloud',
      messages_supported: [{ type: 'LtiResourceLinkRequest', placements }],
      notice_types_supported: [],
      variables: variableNames,
      'https://canvas.instructure.com/lti/account_name': account.name,
      'https://canvas.instructure.com/lti/account_lti_guid': account.ltiGuid,
    },
  };
}
