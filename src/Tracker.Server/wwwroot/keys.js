// "/" searches, "?" lists the shortcuts, "g" and a letter goes to a page, "j" and "k" to the next and previous row of a list.
// They can be turned off (speech input types letters too).
const sheet = document.getElementById('shortcuts');
const toggle = document.getElementById('shortcuts-on');
let gone = 0;

let on = true;
try { on = localStorage.getItem('shortcuts') !== 'off'; } catch { /* storage is blocked: the default holds */ }
if (toggle) {
  toggle.checked = on;
  toggle.addEventListener('change', () => {
    on = toggle.checked;
    try { localStorage.setItem('shortcuts', on ? 'on' : 'off'); } catch { /* holds until the page is left */ }
  });
}

const typing = target => target.closest?.('input:not([type=checkbox]), textarea, select, [contenteditable]');

// The row's own name before what else it links to; what is folded away has none.
const rows = 'main tbody tr, main .feed > li, main .rows > li, main .board-cards > li, main .activity-suspects > li';
const linkOf = row => [...row.querySelectorAll('.main-cell a[href]'), ...row.querySelectorAll('a[href]')].find(link => link.checkVisibility());

function step(by) {
  const stops = [...document.querySelectorAll(rows)].map(row => ({ row, link: linkOf(row) })).filter(stop => stop.link);
  const here = stops.findLastIndex(stop => stop.row.contains(document.activeElement));
  stops[here < 0 ? 0 : here + by]?.link.focus();
}

document.addEventListener('keydown', event => {
  // Out of the field, so that the other keys work again; the browser itself empties it.
  if (event.key === 'Escape' && event.target.id === 'search') { event.target.blur(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (event.key === '?') { event.preventDefault(); sheet?.showModal(); return; }
  if (!on || document.querySelector('dialog[open]')) return;
  if (event.key === '/') {
    const search = document.getElementById('search');
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  } else if (event.key === 'g') {
    gone = event.timeStamp;
  } else if (event.timeStamp - gone < 1500) {
    gone = 0;
    document.querySelector(`.nav-item[data-key="${CSS.escape(event.key)}"]`)?.click();
  } else if ((event.key === 'j' || event.key === 'k') && !document.querySelector(':popover-open')) {
    step(event.key === 'j' ? 1 : -1);
  }
});
