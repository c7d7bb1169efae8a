// Shows what arrives without reloading: fetches the page again and, if its data has changed, replaces the
// content while keeping scroll position and focus. Without scripts the page refreshes itself.
const pauseMs = 1500;

async function refresh() {
  const shown = document.querySelector('[data-live]');
  if (document.hidden || !shown) return;
  const response = await fetch(window.location.href, { cache: 'no-store' });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = page.querySelector('[data-live]');
  if (!fresh || fresh.dataset.version === shown.dataset.version) return;
  const sheet = shown.querySelector('.sheet');
  const place = sheet && { left: sheet.scrollLeft, top: sheet.scrollTop };
  const hadFocus = sheet !== null && document.activeElement === sheet;
  shown.replaceWith(fresh);
  const freshSheet = fresh.querySelector('.sheet');
  if (freshSheet && place) freshSheet.scrollTo(place.left, place.top);
  if (freshSheet && hadFocus) freshSheet.focus({ preventScroll: true });
}

function loop() {
  refresh()
    .catch(() => undefined)
    .finally(() => setTimeout(loop, pauseMs));
}

setTimeout(loop, pauseMs);
