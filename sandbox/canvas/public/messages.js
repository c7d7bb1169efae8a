/** Shows what a tool wants said (`lti.showAlert`, `lti.screenReaderAlert`) in the page's own style. */
(() => {
  const flash = document.getElementById('flash');
  const kinds = { success: 'success', warning: 'warning', error: 'error' };
  document.addEventListener('lti-alert', (event) => {
    const { body, alertType, title } = event.detail;
    event.preventDefault();
    const line = document.createElement('p');
    line.className = `flash flash-${kinds[alertType] ?? 'info'}`;
    line.textContent = title ? `${title}: ${body}` : body;
    flash.replaceChildren(line);
  });
  document.addEventListener('lti-screen-reader-alert', (event) => {
    const line = document.createElement('p');
    line.className = 'sr-only';
    line.textContent = event.detail.body;
    flash.append(line);
  });
})();
