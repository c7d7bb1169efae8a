const ags = 'https://purl.imsglobal.org/spec/lti-ags/scope';

/** The scopes of the LTI services that the sandbox offers (CF1). */
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
