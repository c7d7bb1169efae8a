/**
 * Keeps a page with an open run up to date. A run's page is sent its parts as they change; where that does not work,
 * and on other pages, the page is reloaded and the parts that differ are replaced.
 */
const interval = 2000;
/** A proxy that collects the events instead of passing them on shows no first one by then. */
const firstEventMs = 5000;
/** A server that sends nothing for so long, not even that it is still there, is gone. */
const silentMs = 40_000;
const live = document.getElementById('live');
const partsOf = (root) => [...root.querySelectorAll('[data-live-part]')];
/** What the server last sent for each part; the page itself may differ, where something was opened. */
const shown = new Map(live ? partsOf(live).map((part) => [part.dataset.livePart, part.outerHTML]) : []);
let wait = interval;

const isHidden = () => document.visibilityState === 'hidden';

async function refresh() {
  if (isHidden()) return plan();
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
  show(partsOf(fresh).map((part) => [part.dataset.livePart, part]));
}

/** Shows these parts, in this order. One that comes without its element stays as it is. */
function show(parts) {
  const old = new Map(partsOf(live).map((part) => [part.dataset.livePart, part]));
  let before = null;
  for (const [key, part] of parts) {
    const present = old.get(key);
    old.delete(key);
    const html = part ? part.outerHTML : shown.get(key);
    if (present && shown.get(key) === html) before = present;
    else if (part) before = present ? replace(present, part) : insert(part, before);
    if (html) shown.set(key, html);
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
  if (!list || !['TBODY', 'TR'].includes(part.tagName)) return before;
  const fresh = document.importNode(part, true);
  if (before?.parentElement === list) before.after(fresh);
  else if (list.tHead) list.tHead.after(fresh);
  else list.prepend(fresh);
  return fresh;
}

/** Whether Canvas shows alerts for us at the top of its page. */
let alertsInCanvas = false;
if (live && window.parent !== window) {
  window.addEventListener('message', ({ source, data }) => {
    if (source !== window.parent || data?.subject !== 'lti.capabilities.response') return;
    alertsInCanvas = (data.supported_messages ?? []).some(({ subject }) => subject === 'lti.showAlert');
  });
  // Asks what Canvas knows; the question holds nothing.
  window.parent.postMessage({ subject: 'lti.capabilities' }, '*');
}

/**
 * Screen readers hear a change of state, not every step of a bar. The end is Canvas's to tell, if it can: our frame is as
 * high as its page, so its top may be far out of sight. Canvas reads its alerts out, so we don't say them twice.
 */
function announce(old, fresh) {
  const words = fresh.dataset.announcement;
  if (!words || words === old.dataset.announcement) return;
  if (alertsInCanvas && live.dataset.live === 'false') {
    const { announcementTone: tone } = fresh.dataset;
    const alertType = tone === 'warning' || tone === 'error' ? tone : 'success';
    window.parent.postMessage({ subject: 'lti.showAlert', body: words, alertType }, '*');
  } else live.querySelector('[data-live-announcer]').textContent = words;
}

/** Follows the run's events until they end. False if none came: then only reloading helps. */
async function follow() {
  const leaving = new AbortController();
  let timer = setTimeout(() => leaving.abort(), firstEventMs);
  let hasEvents = false;
  // A browser opens six connections at most, for all its tabs: one that nobody looks at takes none.
  const leave = () => isHidden() && leaving.abort();
  document.addEventListener('visibilitychange', leave);
  try {
    const answer = await fetch(window.location.href, {
      headers: { accept: 'text/event-stream', 'x-live': 'yes' },
      signal: leaving.signal,
    });
    if (!answer.ok || !answer.headers.get('content-type')?.startsWith('text/event-stream')) return false;
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return hasEvents;
      clearTimeout(timer);
      timer = setTimeout(() => leaving.abort(), silentMs);
      const events = (text + value).split('\n\n');
      text = events.pop();
      for (const event of events) {
        if (!event.startsWith('data: ')) continue;
        hasEvents = true;
        take(JSON.parse(event.slice('data: '.length)));
      }
    }
  } catch {
    return hasEvents || isHidden();
  } finally {
    document.removeEventListener('visibilitychange', leave);
    clearTimeout(timer);
  }
}

/** One event: the names of all parts, and those that changed. */
function take({ live: isLive, order, parts }) {
  live.dataset.live = String(isLive);
  const changed = new Map(parts.map(({ name, html }) => [name, readPart(html)]));
  show(order.map((name) => [name, changed.get(name) ?? null]));
}

/** A part may be a piece of a table, which only a template can hold alone. */
function readPart(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.content.firstElementChild;
}

/** Events as long as they come, again after each end; else reloading. */
async function stayCurrent() {
  while (live.dataset.live === 'true') {
    if (!isHidden() && !(await follow())) return plan();
    // The server ended it: after a while, or because it stops.
    if (live.dataset.live === 'true') await new Promise((resolve) => setTimeout(resolve, interval));
  }
}

if (live) {
  if ('liveStream' in live.dataset) stayCurrent();
  else plan();
}
