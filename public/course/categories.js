/**
 * Sync SIS Categories: options when a group is opened, the Changed label, and a draft of unsaved choices, because the
 * × of Canvas's dialog does not ask.
 */

const form = document.querySelector('form[data-categories]');
const leave = document.querySelector('[data-leave]');
let submitted = false;
let announced = false;

const options = (select) => [...select.options];
/** What is saved for a drop-down: the selection that the page came with, unless that was not saved yet. */
const savedValue = (select) =>
  select.dataset.saved ?? options(select).find((option) => option.defaultSelected)?.value ?? '';
const isChanged = (select) => select.value !== savedValue(select);
const isDirty = () => [...form.querySelectorAll('select')].some(isChanged);

/** A large page carries a section's options once; they are inserted before anybody can see the drop-down. */
function fillOptions(select) {
  const list = document.querySelector(`template[data-options="${CSS.escape(select.dataset.list ?? '')}"]`);
  if (!list) return;
  delete select.dataset.list;
  const { value } = select;
  const given = new Map(options(select).map((option) => [option.value, option]));
  const all = [...list.content.children].map((option) => given.get(option.value) ?? option.cloneNode(true));
  // A category that is no longer in the list stays at the end.
  const others = [...given.values()].filter((option) => !all.includes(option));
  select.replaceChildren(...all, ...others);
  select.value = value;
}

function fillGroup(group) {
  for (const select of group.querySelectorAll('select[data-list]')) fillOptions(select);
}

/** A group's Changed label. A note about what is saved disappears while something else is selected. */
function showChanged(group) {
  const selects = [...group.querySelectorAll('select')];
  for (const select of selects) select.classList.toggle('touched', isChanged(select));
  group.querySelector('[data-changed]').hidden = !selects.some(isChanged);
}

/** Kept in this tab, for one course and one saved state of its categories. */
const draftKey = `categories-draft:${form?.dataset.draft}`;

function saveDraft() {
  const changed = [...form.querySelectorAll('select')].filter(isChanged);
  if (changed.length === 0) return sessionStorage.removeItem(draftKey);
  const choices = Object.fromEntries(changed.map((select) => [select.name, select.value]));
  sessionStorage.setItem(draftKey, JSON.stringify(choices));
}

/** Chooses again what was chosen and not synced; a category that is gone by now is left out. */
function restoreDraft() {
  const choices = JSON.parse(sessionStorage.getItem(draftKey) ?? '{}');
  let isRestored = false;
  for (const [name, value] of Object.entries(choices)) {
    const select = form.elements.namedItem(name);
    if (!(select instanceof HTMLSelectElement)) continue;
    fillOptions(select);
    if (!options(select).some((option) => option.value === value)) continue;
    select.value = value;
    isRestored ||= isChanged(select);
  }
  document.querySelector('[data-draft-note]').hidden = !isRestored;
}

/** Canvas asks before its own page is left as long as the message is set (`lti.setUnloadMessage`). */
function announceUnsaved() {
  const dirty = !submitted && isDirty();
  if (dirty === announced) return;
  announced = dirty;
  if (window.parent === window) return;
  const message = dirty
    ? { subject: 'lti.setUnloadMessage', message: form.dataset.unload }
    : { subject: 'lti.removeUnloadMessage' };
  window.parent.postMessage(message, '*');
}

/** The Close button asks first if something is unsaved; this listener runs before the one that closes. */
function askBeforeClosing(event) {
  const button = event.target.closest('[data-close]');
  if (!button || submitted || !isDirty()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  leave.showModal();
  leave.querySelector('[data-go]').onclick = () => {
    submitted = true;
    announceUnsaved();
    leave.close();
    button.click();
  };
}

if (form) {
  form.addEventListener('toggle', (event) => fillGroup(event.target), true);
  for (const group of form.querySelectorAll('details[open]')) fillGroup(group);
  form.addEventListener('change', (event) => {
    showChanged(event.target.closest('.group'));
    saveDraft();
    announceUnsaved();
  });
  // What nobody touched is not sent: the form stays small, and it says what this person chose.
  form.addEventListener('formdata', ({ formData }) => {
    for (const select of form.querySelectorAll('select')) {
      if (!isChanged(select) && !('offered' in select.dataset)) formData.delete(select.name);
    }
  });
  form.addEventListener('submit', () => {
    submitted = true;
    sessionStorage.removeItem(draftKey);
    announceUnsaved();
  });
  // Whatever page follows has nothing unsaved.
  window.addEventListener('pagehide', () => {
    submitted = true;
    announceUnsaved();
  });
  window.addEventListener('beforeunload', (event) => {
    if (!submitted && isDirty()) event.preventDefault();
  });
  document.addEventListener('click', askBeforeClosing, true);
  leave.querySelector('[data-stay]').addEventListener('click', () => leave.close());
  // The Back button may restore earlier choices.
  window.addEventListener('pageshow', () => {
    submitted = false;
    restoreDraft();
    for (const group of form.querySelectorAll('.group')) showChanged(group);
    announceUnsaved();
  });
}
