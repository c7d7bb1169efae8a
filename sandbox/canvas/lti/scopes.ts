const ags = 'https://purl.imsglobal.org/spec/lti-ags/scope';

/** LTI scopes of the services the sandbox has (CF1). */
export const ltiScopes = {
  lineItem: `${ags}/lineitem`,
  lineItemReadonly: `${ags}/lineitem.readonly`,
  resultReadonly: `${ags}/result.readonly`,
  score: `${ags}/score`,
  membershipReadonly: 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly',
} as const;

export const agsScopes: readonly string[] = [
  ltiScopes.lineItem,
  ltiScopes.lineItemReadonly,
  ltiScopes.resultReadonly,
  ltiScopes.score,
];
