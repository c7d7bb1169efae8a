/**
 * Asks Canvas to make the frame as high as the page. A long list with a bar of buttons scrolls inside a frame of the
 * screen's height, so that the bar and the column heads stay in reach. Canvas's dialogs keep their size.
 */
const inDialog = document.documentElement.classList.contains('dialog');
const bar = document.querySelector('.actions.bar');
let announced = 0;
/** Pixels of the browser and of Canvas above and below the frame. */
const aroundFrame = 240;

function fitFrame() {
  const whole = Math.ceil(document.body.getBoundingClientRect().height) + 16;
  const height = bar ? Math.min(whole, Math.max(640, window.screen.availHeight - aroundFrame)) : whole;
  if (Math.abs(height - announced) < 8) return;
  announced = height;
  // Canvas's own documentation sends to any parent (`doc/api/lti_window_post_message.md`), and a height is no secret.
  window.parent.postMessage({ subject: 'lti.frameResize', height }, '*');
}

if (window.parent !== window && !inDialog) {
  new ResizeObserver(fitFrame).observe(document.body);
}

/** Closes a dialog: newer Canvas listens to `lti.close`; older Canvas follows its return address. */
for (const button of document.querySelectorAll('[data-close]')) {
  button.hidden = window.parent === window && !button.href;
  button.addEventListener('click', (event) => {
    if (window.parent === window) return;
    event.preventDefault();
    window.parent.postMessage({ subject: 'lti.close' }, '*');
    if (button.href) setTimeout(() => window.location.assign(button.href), 400);
  });
}

/**
 * A link within the page scrolls Canvas's page as well: a fragment alone scrolls only the frame, which is as high as its
 * content.
 */
document.addEventListener('click', ({ target }) => {
  const { hash = '' } = target.closest?.('a[href^="#"]') ?? {};
  document.getElementById(hash.slice(1))?.scrollIntoView();
});

/** The labels of buttons whose form is being sent. */
const words = new WeakMap();

/** A form is not sent twice; coming back by the Back button enables it again. */
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.method !== 'post') return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = 'yes';
  const button = form.querySelector('[data-submitting]');
  if (!button) return;
  words.set(button, [...button.childNodes]);
  // Nothing moves under a second press.
  button.style.minWidth = `${button.offsetWidth}px`;
  button.textContent = button.dataset.submitting;
});
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) {
    delete form.dataset.sent;
    const button = form.querySelector('[data-submitting]');
    if (words.has(button)) button.replaceChildren(...words.get(button));
  }
});

/** Column heads stay below the bar with the buttons, however high it is. */
if (bar) {
  new ResizeObserver(() => {
    document.documentElement.style.setProperty('--bar', `${bar.offsetHeight}px`);
  }).observe(bar);
}
