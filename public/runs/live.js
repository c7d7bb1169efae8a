/** Keeps a page with an open run up to date: reloads it and replaces the parts that differ. */
const interval = 2000;
const live = document.getElementById('live');
const partsOf = (root) => [...root.querySelectorAll('[data-live-part]')];
/** What the server last sent for each part; the page itself may differ, where something was opened. */
const shown = new Map(live ? partsOf(live).map((part) => [part.dataset.livePart, part.outerHTML]) : []);
let wait = interval;

async function refresh() {
  if (document.visibilityState === 'hidden') return plan();
  const begun = performance.now();
  try {
    const answer = await fetch(window.location.href, { headers: { accept: 'text/html', 'x-live': 'yes' } });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('live');
    if (fresh) exchange(fresh);
    // A very large run is reloaded less often than a small one.
    wait = Math.max(interval, 10 * (performance.now() - begun));
  } catch {
    wait = Math.min(wait * 2, 30_000);
  }
  plan();
}

function plan() {
  if (live.dataset.live === 'true') setTimeout(refresh, wait);
}

function exchange(fresh) {
  live.dataset.live = fresh.dataset.live;
  const old = new Map(partsOf(live).map((part) => [part.dataset.livePart, part]));
  let before = null;
  for (const part of partsOf(fresh)) {
    const key = part.dataset.livePart;
    const html = part.outerHTML;
    const present = old.get(key);
    old.delete(key);
    if (present && shown.get(key) === html) before = present;
    else before = present ? replace(present, part) : insert(part, before);
    shown.set(key, html);
  }
  for (const [key, gone] of old) {
    gone.remove();
    shown.delete(key);
  }
  for (const list of live.querySelectorAll('[data-live-reveal]')) {
    list.hidden = !list.querySelector('[data-live-part]');
  }
}

/** Replaces the old part with the fresh one; an opened list of students and the focus stay. */
function replace(old, part) {
  const fresh = document.importNode(part, true);
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const opened = old.querySelector('details[open]');
  const closed = fresh.querySelector('details');
  if (opened && closed) closed.replaceWith(opened);
  announce(old, fresh);
  old.replaceWith(fresh);
  if (focused?.id) document.getElementById(focused.id)?.focus();
  else if (focused?.isConnected) focused.focus();
  return fresh;
}

/** A new run comes first; a new line item comes after the one before it. */
function insert(part, before) {
  const list = live.querySelector('[data-live-list]');
  if (!list || !part.closest('[data-live-list]')) return before;
  const fresh = document.importNode(part, true);
  if (before?.parentElement === list) before.after(fresh);
  else if (list.tHead) list.tHead.after(fresh);
  else list.prepend(fresh);
  return fresh;
}

/** Screen readers hear a change of state, not every step of a bar. */
function announce(old, fresh) {
  const words = fresh.dataset.announcement;
  if (words && words !== old.dataset.announcement) {
    live.querySelector('[data-live-announcer]').textContent = words;
  }
}

if (live) plan();
