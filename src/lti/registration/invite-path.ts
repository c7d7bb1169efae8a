/** Path of the page where an install link leads, which Canvas opens with its own parameters added. */
export const registerPath = '/lti/register';

/** The path of an install link. */
export const invitePath = (invite: string): string =>
  `${registerPath}?${new URLSearchParams({ invite }).toString()}`;
