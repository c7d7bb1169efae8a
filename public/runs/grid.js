// Arrow keys and the pointer read the grid cell by cell; Enter or a press opens the grade's list. Without this script
// the names of students and assignments are links.
const grid = document.querySelector('[data-grid]');
const place = document.querySelector('[data-grid-place]');
const keys = document.querySelector('[data-grid-keys]');

if (grid) start();

function start() {
  const columns = [...grid.querySelectorAll('.grid-columns a')];
  const rows = [...grid.querySelectorAll('.grid-rows a')];
  const cursor = grid.querySelector('[data-grid-cursor]');
  const { column, row, left, top } = Object.fromEntries(
    ['column', 'row', 'left', 'top'].map((name) => [name, Number(grid.dataset[name])]),
  );
  const outcomes = new Map(
    [...document.querySelectorAll('[data-sign]')].map((link) => [link.dataset.sign, link.textContent]),
  );
  const nameOf = (link) => link.getAttribute('aria-label') ?? link.textContent;
  let at = { x: 0, y: 0 };

  const show = (x, y) => {
    at = { x, y };
    const sign = rows[y].nextElementSibling.textContent[x];
    const outcome = outcomes.get(sign) ?? grid.dataset.none;
    place.textContent = `${rows[y].textContent} · ${nameOf(columns[x])} · ${outcome}`;
    cursor.setAttribute('x', left + x * column);
    cursor.setAttribute('y', top + y * row);
    cursor.setAttribute('visibility', 'visible');
  };
  const open = () => {
    const target = new URL(rows[at.y].getAttribute('href'), window.location.href);
    const { searchParams } = new URL(columns[at.x].getAttribute('href'), window.location.href);
    target.searchParams.set('assignment', searchParams.get('assignment'));
    window.location.assign(target);
  };
  const find = (event) => {
    const box = grid.querySelector('svg').getBoundingClientRect();
    const x = Math.floor((event.clientX - box.left - left) / column);
    const y = Math.floor((event.clientY - box.top - top) / row);
    return x >= 0 && y >= 0 && x < columns.length && y < rows.length ? { x, y } : null;
  };
  // One stop for the keyboard instead of hundreds; the names stay links for pointers and screen readers.
  for (const link of [...columns, ...rows]) link.setAttribute('tabindex', '-1');
  grid.tabIndex = 0;
  keys.hidden = false;

  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const within = (value, count) => Math.min(Math.max(value, 0), count - 1);
  grid.addEventListener('focus', () => show(at.x, at.y));
  grid.addEventListener('keydown', (event) => {
    if (event.target !== grid) return;
    const step = steps[event.key];
    if (step) show(within(at.x + step[0], columns.length), within(at.y + step[1], rows.length));
    else if (event.key === 'Home') show(0, at.y);
    else if (event.key === 'End') show(columns.length - 1, at.y);
    else if (event.key === 'Enter') open();
    else return;
    event.preventDefault();
    cursor.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
  grid.addEventListener('pointermove', (event) => {
    const found = find(event);
    if (found && (found.x !== at.x || found.y !== at.y)) show(found.x, found.y);
  });
  grid.addEventListener('click', (event) => {
    if (event.target.closest('a') || find(event) === null) return;
    const { x, y } = find(event);
    show(x, y);
    open();
  });
}
