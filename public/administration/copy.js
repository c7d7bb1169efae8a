/** Copies an address or a list to the clipboard; without scripts it can be selected by hand. */
for (const button of document.querySelectorAll('[data-copy]')) {
  const source = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener('click', async () => {
    source.focus();
    source.select();
    const words = button.firstChild;
    const before = words.textContent;
    try {
      await navigator.clipboard.writeText(source.value);
      words.textContent = button.dataset.copied;
    } catch {
      // Canvas does not give its frames the clipboard; the older way works there.
      if (document.execCommand('copy')) words.textContent = button.dataset.copied;
    }
    setTimeout(() => {
      words.textContent = before;
    }, 2000);
  });
}
