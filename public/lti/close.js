// LTI Dynamic Registration 1.0 § 3.8: the tool says that it is done. The message is empty, so anybody may
// read it.
document.getElementById('close').addEventListener('click', () => {
  (window.opener ?? window.parent).postMessage({ subject: 'org.imsglobal.lti.close' }, '*');
});
