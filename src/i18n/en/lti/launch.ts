/** Pages of a launch: visible for a moment at most, unless the browser blocks cookies in frames. */
export const launchMessages = {
  wait: {
    title: 'Opening Grade Passback…',
    withoutScript: 'Your browser runs no scripts here.',
    continue: 'Continue',
  },
  newWindow: {
    title: 'Please open Grade Passback in a new window',
    why: 'Your browser keeps no cookies for tools inside Canvas, so this page cannot tell that it is you.',
    grades: 'No grades were sent or changed.',
    button: 'Open in a new window',
  },
  readyInNewWindow: {
    title: 'Grade Passback is ready in a new window',
    why: 'Your browser keeps no cookies for tools inside Canvas. In a window of its own everything works.',
    button: 'Open in a new window',
  },
  /** What Canvas answered to a sign-in, by the `error` of its answer (`authentication_controller.rb`). */
  loginErrors: {
    login_required: 'you are not signed in to Canvas',
    unauthorized_client: 'the tool is not allowed here',
    launch_no_longer_valid: 'this launch was used or has expired',
    invalid_request_object: 'the request was not understood',
    interaction_required: 'Canvas needs you to sign in first',
    consent_required: 'Canvas needs your consent first',
    access_denied: 'access was denied',
  },
  unknownLoginError: 'an error without explanation',
} as const;
