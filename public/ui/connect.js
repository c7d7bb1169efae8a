/** Continues by itself when the person comes back from Canvas's consent page in the other window. */
const connect = document.querySelector('[data-connect]');
const again = document.querySelector('[data-again]');

connect?.addEventListener('click', () => {
  window.addEventListener('focus', () => again && window.location.assign(again.href), { once: true });
});
