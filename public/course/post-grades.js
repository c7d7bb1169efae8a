/** Sorts in the browser, so that Canvas is not read again and the selection stays. */

const table = document.querySelector('table.assignments');
const heads = [...document.querySelectorAll('[data-sort]')];

function sortBy(column, upwards) {
  const turn = upwards ? 1 : -1;
  const rank = (row) => JSON.parse(row.dataset.ranks)[column];
  const nameRank = (row) => JSON.parse(row.dataset.ranks)[0];
  const rows = [...table.querySelectorAll('[data-row]')];
  rows.sort((a, b) => turn * (rank(a) - rank(b)) || nameRank(a) - nameRank(b));
  table.append(...rows);
  for (const [index, head] of heads.entries()) {
    const order = upwards ? 'ascending' : 'descending';
    head.closest('th').ariaSort = index === column ? order : 'none';
  }
}

for (const [column, head] of heads.entries()) {
  head.addEventListener('click', (event) => {
    event.preventDefault();
    sortBy(column, head.closest('th').ariaSort !== 'ascending');
  });
}

for (const link of document.querySelectorAll('[data-alert-link][href*="sort=problems"]')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    sortBy(heads.length, true);
    table.querySelector('.problem-row')?.scrollIntoView({ block: 'nearest' });
  });
}

/** Boxes that the person has cleared stay clear when another section is shown. */
const cleared = 'post-grades-cleared';
const boxes = [...document.querySelectorAll('input[name="assignment"]')];
for (const id of JSON.parse(sessionStorage.getItem(cleared) ?? '[]')) {
  for (const box of boxes) if (box.value === id) box.checked = false;
}
sessionStorage.removeItem(cleared);
boxes[0]?.dispatchEvent(new Event('change', { bubbles: true }));

const filter = document.querySelector('[data-list-filter]');
/** What the server left out cannot be shown here. */
const isWhole = filter?.elements.search.value === '' && filter.elements.show.value === 'all';

/** Lists what the server would list; hidden assignments are not posted. */
function filterRows() {
  const words = filter.elements.search.value.trim().toLocaleLowerCase();
  const show = filter.elements.show.value;
  const rows = [...table.querySelectorAll('[data-row]')];
  for (const row of rows) {
    const isNamed = row.dataset.name.toLocaleLowerCase().includes(words);
    row.hidden = !isNamed || (show !== 'all' && !row.dataset.shows.split(',').includes(show));
    for (const box of row.querySelectorAll('input')) box.disabled = row.hidden;
  }
  document.querySelector('[data-none-shown]').hidden = rows.some((row) => !row.hidden);
  table.closest('form').dispatchEvent(new Event('rowschange'));
}

function reload() {
  const ids = boxes.filter((box) => !box.checked).map((box) => box.value);
  sessionStorage.setItem(cleared, JSON.stringify(ids));
  filter.requestSubmit();
}

if (filter && table) {
  filter.querySelector('button').hidden = true;
  filter.elements.section?.addEventListener('change', reload);
  filter.elements.show.addEventListener('change', () => (isWhole ? filterRows() : reload()));
  if (isWhole) {
    filter.elements.search.addEventListener('input', filterRows);
    filter.addEventListener('submit', (event) => {
      if (filter.elements.section?.value === filter.dataset.section) event.preventDefault();
    });
    window.addEventListener('pageshow', filterRows);
  }
  filter.dataset.section = filter.elements.section?.value;
}
