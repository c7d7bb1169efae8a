/**
 * Makes the Gradebook comfortable: a cell saves itself on Enter or when it loses focus, arrow keys move
 * between cells, and a cell's details open over the table. Without this script each cell is a form of its
 * own.
 */
(() => {
  const table = document.querySelector('.gradebook table');
  const said = document.getElementById('saved');
  const flash = document.getElementById('flash');
  const say = (text, isProblem = false) => {
    if (said) said.textContent = isProblem ? '' : text;
    const line = document.createElement('p');
    line.className = 'flash flash-error';
    line.setAttribute('role', 'alert');
    line.textContent = text;
    flash?.replaceChildren(...(isProblem ? [line] : []));
  };

  for (const select of document.querySelectorAll('[data-submit-on-change]')) {
    select.addEventListener('change', () => select.form.submit());
    for (const button of select.form.querySelectorAll('[data-without-script]')) button.hidden = true;
  }
  if (!table) return;

  const place = (cell) => [cell.parentElement.rowIndex, cell.cellIndex];
  const inputAt = (row, column) => table.rows[row]?.cells[column]?.querySelector('input[name="score"]');
  const saving = new Map();

  const save = async (input) => {
    const cell = input.closest('td');
    const typed = input.value.trim();
    if (typed === input.defaultValue || saving.get(cell.id) === typed) return;
    saving.set(cell.id, typed);
    cell.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(`${input.form.action}?part=cell`, {
        method: 'POST',
        body: new URLSearchParams({ score: typed }),
      });
      if (!answer.ok && answer.status !== 422) throw new Error(`Status ${answer.status}`);
      const holder = document.createElement('template');
      holder.innerHTML = (await answer.text()).trim();
      const fresh = holder.content.querySelector('td');
      const isFocused = document.activeElement === input;
      cell.replaceWith(fresh);
      const freshInput = fresh.querySelector('input');
      if (!answer.ok) freshInput.value = typed;
      if (isFocused) freshInput.focus();
      if (answer.ok) say(`${input.getAttribute('aria-label')} saved`);
      else say(`${input.getAttribute('aria-label')}: ${freshInput.title}`, true);
    } catch {
      cell.removeAttribute('aria-busy');
      input.setAttribute('aria-invalid', 'true');
      input.title = 'Not saved: Canvas did not answer. Press Enter to try again.';
      say(input.title, true);
    } finally {
      saving.delete(cell.id);
    }
  };

  table.addEventListener('submit', (event) => {
    const input = event.target.querySelector('input[name="score"]');
    if (!input) return;
    event.preventDefault();
    const [row, column] = place(input.closest('td'));
    save(input);
    inputAt(row + 1, column)?.focus();
  });
  table.addEventListener('focusout', (event) => {
    if (event.target.matches('input[name="score"]')) save(event.target);
  });
  table.addEventListener('focusin', (event) => {
    if (event.target.matches('input[name="score"]')) event.target.select();
  });

  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  table.addEventListener('keydown', (event) => {
    const { target, key } = event;
    if (!target.matches('input[name="score"]')) return;
    if (key === 'Escape') {
      target.value = target.defaultValue;
      return;
    }
    const step = steps[key];
    if (!step) return;
    const isAtEdge =
      target.selectionStart === 0 && target.selectionEnd === target.value.length
        ? true
        : step[1] < 0
          ? target.selectionEnd === 0
          : target.selectionStart === target.value.length;
    if (step[1] !== 0 && !isAtEdge) return;
    let [row, column] = place(target.closest('td'));
    do {
      row += step[0];
      column += step[1];
    } while (table.rows[row]?.cells[column] && !inputAt(row, column));
    const next = inputAt(row, column);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  const tray = document.getElementById('tray');
  const trayBody = tray.querySelector('.tray-body');
  tray.querySelector('.tray-close').addEventListener('click', () => tray.close());
  tray.addEventListener('click', (event) => {
    if (event.target === tray) tray.close();
  });
  table.addEventListener('click', async (event) => {
    const link = event.target.closest('a.cell-open');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      const answer = await fetch(link.href);
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const content = page.getElementById('cell-tray');
      if (!answer.ok || !content) throw new Error('No detail');
      trayBody.replaceChildren(document.adoptNode(content));
      tray.showModal();
    } catch {
      location.assign(link.href);
    }
  });
})();
