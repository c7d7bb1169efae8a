/**
 * Canvas's rule for redirect_uri: the part before the `?` must equal a registered address. If the registered
 * one has a query, its parameters must be present as well
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
