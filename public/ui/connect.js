/**
 * Opens Canvas's consent page in a window of its own and continues when the person has authorized. That window may
 * belong to another browsing context group, so what counts is whether this page can now be shown.
 */
const connect = document.querySelector('[data-connect]');
const again = document.querySelector('[data-again]');
const checkEveryMs = 3_000;
/** Somebody who has not authorized by then uses the link. */
let checksLeft = 40;
let isChecking = false;

async function continueIfConnected() {
  if (isChecking || checksLeft === 0 || document.visibilityState === 'hidden') return;
  isChecking = true;
  checksLeft -= 1;
  try {
    const answer = await fetch(again.href, { headers: { accept: 'text/html' } });
    // A page that also shows itself without consent still offers it.
    if (answer.ok && !(await answer.text()).includes('data-connect')) window.location.assign(again.href);
  } catch {
    // The next check may succeed; the link stays.
  } finally {
    isChecking = false;
  }
}

connect?.addEventListener('click', () => {
  if (!again) return;
  window.addEventListener('focus', continueIfConnected);
  // A tab or phone that comes back need not give this frame the focus.
  document.addEventListener('visibilitychange', continueIfConnected);
  setInterval(continueIfConnected, checkEveryMs);
});
