/**
 * Opens links that have `data-tool-dialog` (the title) in a dialog over the page. The close button, Escape,
 * `lti.close` (Canvas's newer dialog) and the external content messages (the older one) close it.
 */
(() => {
  const dialog = document.getElementById('tool-dialog');
  if (!dialog) return;
  const body = dialog.querySelector('.dialog-body');
  const title = document.getElementById('tool-dialog-title');

  const open = (link) => {
    const { toolDialog, width, height } = link.dataset;
    title.textContent = toolDialog;
    const frame = document.createElement('iframe');
    frame.title = toolDialog;
    frame.src = link.href;
    frame.className = 'post-grades-frame';
    frame.dataset.ltiLaunch = 'true';
    frame.allow = body.dataset.allow;
    frame.style.width = `${width}px`;
    frame.style.height = `${height}px`;
    body.replaceChildren(frame);
    dialog.showModal();
  };

  for (const link of document.querySelectorAll('a[data-tool-dialog]')) {
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      link.closest('[popover]')?.hidePopover();
      open(link);
    });
  }
  dialog.querySelector('[data-close-dialog]').addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => body.replaceChildren());
  document.addEventListener('lti-close', () => dialog.close());
  document.addEventListener('lti-external-content', () => dialog.close());
})();
