/** Canvas answers at once; its mobile apps never do. */
const answerTimeoutMs = 2000;

/**
 * Sends one Platform Storage message and returns the answer; null if none comes in time or it is an error.
 * Only the platform's own origin is written to and trusted, and only the answer to this very message (1EdTech
 * LTI Client Side postMessages 0.1).
 */
export function askPlatform(subject, fields, { frame, origin }) {
  const target = findFrame(frame);
  if (target === null) return Promise.resolve(null);
  const messageId = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16)).join(
    '',
  );
  return new Promise((resolve) => {
    const end = (answer) => {
      clearTimeout(timer);
      window.removeEventListener('message', listen);
      resolve(answer);
    };
    const listen = ({ origin: sender, data }) => {
      if (sender !== origin || typeof data !== 'object' || data === null) return;
      if (data.subject !== `${subject}.response` || data.message_id !== messageId) return;
      end(data.error ? null : data);
    };
    const timer = setTimeout(() => end(null), answerTimeoutMs);
    window.addEventListener('message', listen);
    target.postMessage({ ...fields, subject, message_id: messageId }, origin);
  });
}

/** The platform's frame beside ours, or the platform's page itself; null if we are not framed. */
function findFrame(name) {
  const host = window.parent === window ? window.opener : window.parent;
  if (!host) return null;
  if (name === '_parent') return host;
  try {
    return host.frames[name] ?? null;
  } catch {
    return null;
  }
}

/** Shows the way out if the browser cannot prove itself in this frame. */
export function offerNewWindow() {
  document.getElementById('wait').hidden = true;
  document.getElementById('new-window').hidden = false;
}
