/** A tool that has registered itself says so with `org.imsglobal.lti.close`; only the one in our frame counts. */
(() => {
  const frame = document.querySelector('iframe[data-registration-done]');
  if (frame === null) return;
  window.addEventListener('message', ({ data, source }) => {
    if (source !== frame.contentWindow || data?.subject !== 'org.imsglobal.lti.close') return;
    window.location.assign(frame.dataset.registrationDone);
  });
})();
