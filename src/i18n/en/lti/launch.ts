/** Pages of a launch: visible for a moment at most, unless the browser blocks cookies in frames. */
export const launchMessages = {
  wait: {
    title: 'Opening Grade Passback…',
    withoutScript: 'Scripts are off in your browser.',
    continue: 'Continue',
  },
  newWindow: {
    title: 'Please open Grade Passback in a new window',
    why: 'Your browser blocks cookies for tools inside Canvas, so this page can’t tell that it’s you.',
    grades: 'This didn’t send or change any grades.',
    button: 'Open in a new window',
  },
  readyInNewWindow: {
    title: 'Grade Passback is ready in a new window',
    why: 'Your browser blocks cookies for tools inside Canvas. In its own window everything works.',
    button: 'Open in a new window',
  },
  /** What Canvas answered to a sign-in, by the `error` of its answer (`authentication_controller.rb`). */
  loginErrors: {
    login_required: 'you aren’t signed in to Canvas',
    unauthorized_client: 'Grade Passback isn’t allowed here',
    launch_no_longer_valid: 'this page was already opened or took too long',
    invalid_request_object: 'it didn’t understand the request',
    interaction_required: 'Canvas needs you to sign in first',
    consent_required: 'Canvas needs your consent first',
    access_denied: 'access denied',
  },
  unknownLoginError: 'something went wrong, without saying what',
} as const;
