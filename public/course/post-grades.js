/** Sorts and filters in the browser, so that Canvas is not read again and the selection stays. */

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

const filter = table && document.querySelector('[data-section-filter]');
// A page that the server filtered has only that section; only the whole list can be filtered here.
if (filter && filter.elements.section.value === '') {
  filter.querySelector('button').hidden = true;
  filter.elements.section.addEventListener('change', () => showSection(filter.elements.section));
  window.addEventListener('pageshow', () => showSection(filter.elements.section));
}

function showSection(select) {
  const hint = document.querySelector('[data-section-hint]');
  hint.hidden = select.value === '';
  // As a function, so that characters such as $& in a name mean nothing.
  hint.textContent = hint.dataset.words.replace('{section}', () => select.selectedOptions[0].textContent);
  for (const row of table.querySelectorAll('[data-row]')) {
    row.hidden = select.value !== '' && !JSON.parse(row.dataset.sections).includes(select.value);
    for (const box of row.querySelectorAll('input')) box.disabled = row.hidden;
  }
  table.closest('form').dispatchEvent(new Event('rowschange'));
}
