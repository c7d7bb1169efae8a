/**
 * Canvas's redirect_uri rule: the part before `?` equals a registered address; where the registered
 * one has a query, its parameters must be present instead
 * (app/controllers/lti/ims/authentication_controller.rb, `redirect_uri`).
 */
export function isRedirectUriAllowed(requested: string, registered: readonly string[]): boolean {
  const [base, query = ''] = requested.split('?');
  const given = new URLSearchParams(query);
  return registered.some((uri) => {
    const [, requiredQuery] = uri.split('?');
    if (requiredQuery === undefined) return uri === base;
    return [...new URLSearchParams(requiredQuery)].every(([name, value]) => given.get(name) === value);
  });
}
