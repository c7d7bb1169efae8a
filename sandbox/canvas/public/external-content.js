/**
 * The page a tool returns to. It tells the page around the frame, or the window that opened it, that the tool
 * is done.
 */
(() => {
  const { subject } = document.body.dataset;
  const around = window.parent === window ? window.opener : window.parent;
  if (!around) return;
  const service = 'external_tool_redirect';
  around.postMessage({ subject, service, contentItems: [], service_id: null }, location.origin);
})();
