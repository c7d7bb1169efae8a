/**
 * A tool that has finished registering sends `org.imsglobal.lti.close`. Only the tool in our frame counts.
 */
(() => {
  const frame = document.querySelector('iframe[data-registration-done]');
  if (frame === null) return;
  window.addEventListener('message', ({ data, source }) => {
    if (source !== frame.contentWindow || data?.subject !== 'org.imsglobal.lti.close') return;
    window.location.assign(frame.dataset.registrationDone);
  });
})();
