/** Tests the SIS connection in place, so that what was typed stays: secrets are never sent back. */
const form = document.querySelector('[data-test-form]');
const place = document.querySelector('[data-test-place]');

async function test(button) {
  const words = button.textContent;
  button.disabled = true;
  button.textContent = button.dataset.testing;
  place.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(button.formAction, {
      method: 'POST',
      headers: { accept: 'text/html' },
      body: new URLSearchParams(new FormData(form, button)),
    });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const result = page.getElementById('test-result');
    if (result === null) return leave(button);
    place.replaceChildren(document.importNode(result, true));
    document.getElementById('test-result').focus();
  } catch {
    leave(button);
  } finally {
    place.removeAttribute('aria-busy');
    button.disabled = false;
    button.textContent = words;
  }
}

/** Anything but a result, such as a wrong entry or the end of the session, has its own page. */
function leave(button) {
  form.action = button.formAction;
  if (button.name)
    form.append(
      Object.assign(document.createElement('input'), {
        type: 'hidden',
        name: button.name,
        value: button.value,
      }),
    );
  form.submit();
}

form?.addEventListener('submit', (event) => {
  const button = event.submitter;
  if (!button?.matches('[data-test]')) return;
  event.preventDefault();
  // Nothing is stored yet: the form may still be sent (`frame.js`).
  event.stopPropagation();
  test(button);
});
