/** Shows the students of a line item in place when its row is opened; null if they could not be fetched. */
async function load(details, address) {
  const place = details.querySelector('p, [data-student-list]');
  details.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(address, { headers: { accept: 'text/html' } });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const list = page.querySelector('[data-student-list]');
    place.replaceWith(list);
    return list;
  } catch {
    // The link to the list stays and leads to the page that says what is wrong.
    return null;
  } finally {
    details.removeAttribute('aria-busy');
  }
}

/**
 * Shows another page of the list in place. The pressed link is gone with its page, so the focus goes to the
 * list.
 */
async function turn(link) {
  const list = await load(link.closest('[data-students]'), link.href);
  if (list === null) return window.location.assign(link.href);
  list.tabIndex = -1;
  list.focus();
}

document.addEventListener(
  'toggle',
  (event) => {
    const details = event.target;
    if (!details.matches('[data-students]') || !details.open) return;
    const link = details.querySelector(':scope > p > a');
    if (link) load(details, link.href);
  },
  true,
);

document.addEventListener('click', (event) => {
  const link = event.target.closest('[data-students] [data-student-page]');
  if (!link) return;
  event.preventDefault();
  turn(link);
});
