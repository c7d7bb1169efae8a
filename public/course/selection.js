/** The header box and the number of selected assignments, on Post Grades and on Remaster. */
const form = document.querySelector('form[data-selection]');
const header = form?.querySelector('[data-select-all]');

/** Boxes that the person sees: hidden rows are neither counted nor sent. */
const boxes = () => [...form.querySelectorAll('input[name="assignment"]:not(:disabled)')];

function showSelection() {
  const all = boxes();
  const chosen = all.filter((box) => box.checked).length;
  header.checked = chosen > 0 && chosen === all.length;
  header.indeterminate = chosen > 0 && chosen < all.length;
  const rules = new Intl.PluralRules(document.documentElement.lang);
  const summary = form.dataset[rules.select(all.length)] ?? form.dataset.other;
  form.querySelector('[data-selected]').textContent = summary
    .replace('{chosen}', chosen)
    .replace('{count}', all.length);
  const submit = form.querySelector('[data-submit]');
  submit.disabled = chosen === 0;
  showSending(all.filter((box) => box.checked));
}

/** How many grades of how many assignments the button sends. */
function showSending(chosen) {
  const place = form.querySelector('[data-sending]');
  if (!place) return;
  const numbers = chosen.map((box) => Number(box.dataset.sends)).filter((count) => count > 0);
  const count = (name, value) => {
    const rules = new Intl.PluralRules(document.documentElement.lang);
    const forms = (form) => place.getAttribute(`data-${name}-${form}`);
    return (forms(rules.select(value)) ?? forms('other')).replace('{count}', value);
  };
  place.textContent = place.dataset.sending
    .replace(
      '{grades}',
      count(
        'grades',
        numbers.reduce((sum, number) => sum + number, 0),
      ),
    )
    .replace('{assignments}', count('assignments', numbers.length));
}

if (form && header) {
  header.hidden = false;
  header.addEventListener('change', () => {
    for (const box of boxes()) box.checked = header.checked;
    showSelection();
  });
  form.addEventListener('change', (event) => {
    if (event.target.name === 'assignment') showSelection();
  });
  // Another script has hidden or shown rows.
  form.addEventListener('rowschange', showSelection);
  window.addEventListener('pageshow', showSelection);
}
