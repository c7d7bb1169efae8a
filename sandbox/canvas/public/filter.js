/**
 * Filters a list while someone types: `data-filter` names the entries, and each entry carries its own search
 * text.
 */
for (const input of document.querySelectorAll('input[data-filter]')) {
  const entries = [...document.querySelectorAll(input.dataset.filter)];
  const plain = (text) =>
    text
      .normalize('NFKD')
      .replace(/\p{Mark}/gu, '')
      .toLowerCase();
  const words = new Map(entries.map((entry) => [entry, plain(entry.dataset.person ?? '')]));
  input.parentElement.hidden = false;
  input.addEventListener('input', () => {
    const wanted = plain(input.value.trim());
    for (const entry of entries) entry.hidden = !words.get(entry).includes(wanted);
    for (const group of document.querySelectorAll('.chooser-group')) {
      group.hidden = group.querySelector('li:not([hidden])') === null;
    }
  });
}
