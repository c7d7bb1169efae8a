import { askPlatform, offerNewWindow } from './platform-storage.js';

const page = document.body.dataset;
const storage = { frame: page.storageFrame, origin: page.storageOrigin };

/** Whether the platform stores our secret for us. */
async function keepsSecret() {
  const fields = { key: page.storageKey, value: page.secret };
  const answer = await askPlatform('lti.put_data', fields, storage);
  return answer !== null && answer.value === page.secret;
}

/** Whether our cookie comes back in this frame. */
async function keepsCookie() {
  try {
    const response = await fetch(page.cookieCheck, { credentials: 'same-origin', cache: 'no-store' });
    return response.ok && (await response.json()).cookie === true;
  } catch {
    return false;
  }
}

const requireTrue = async (answer) => {
  if (!(await answer)) throw new Error('not here');
};

// Either is enough to be recognised at the launch; the first that works lets the person continue.
Promise.any([requireTrue(keepsCookie()), requireTrue(keepsSecret())]).then(
  () => window.location.replace(page.authorizationUrl),
  offerNewWindow,
);
