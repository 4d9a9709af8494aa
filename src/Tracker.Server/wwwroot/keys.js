// "/" searches, "?" lists the shortcuts, "g" and a letter goes to a page. They can be turned off (speech input types letters too).
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
  }
});
