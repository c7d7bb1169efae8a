const lti = 'https://purl.imsglobal.org/spec/lti/claim';

/** The names of the claims in an id_token (CF3). */
export const claimNames = {
  messageType: `${lti}/message_type`,
  version: `${lti}/version`,
  deploymentId: `${lti}/deployment_id`,
  targetLinkUri: `${lti}/target_link_uri`,
  resourceLink: `${lti}/resource_link`,
  context: `${lti}/context`,
  toolPlatform: `${lti}/tool_platform`,
  launchPresentation: `${lti}/launch_presentation`,
  roles: `${lti}/roles`,
  custom: `${lti}/custom`,
  lis: `${lti}/lis`,
  legacyUserId: `${lti}/lti11_legacy_user_id`,
  agsEndpoint: 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint',
  nrps: 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice',
  placement: 'https://www.instructure.com/placement',
} as const;
