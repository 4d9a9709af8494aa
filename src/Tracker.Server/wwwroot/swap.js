// Puts a region's new content in place of the old, unless the reader is in the middle of it.
const shown = new WeakMap(); // what the server last said; the live region differs by what the reader opened

function busy(region) {
  const active = document.activeElement;
  if (active && active !== document.body && region.contains(active)) return true;
  if (region.querySelector('dialog[open], :popover-open')) return true;
  const selection = getSelection();
  return Boolean(selection && !selection.isCollapsed && region.contains(selection.anchorNode));
}

const key = (element, index) => element.id || `${index}:${element.querySelector('summary')?.textContent}`;

export function swap(region, fresh) {
  if (!fresh) return true;
  const html = fresh.innerHTML;
  if ((shown.get(region) ?? region.innerHTML) === html) return true;
  if (busy(region)) return false;

  const open = new Map([...region.querySelectorAll('details')].map((element, index) => [key(element, index), element.open]));
  const scrolled = [...region.querySelectorAll('.table-box, .scroll')].map(element => [element.scrollLeft, element.scrollTop]);
  shown.set(region, html);
  region.replaceChildren(...fresh.childNodes);
  region.querySelectorAll('details').forEach((element, index) => { element.open = open.get(key(element, index)) ?? element.open; });
  region.querySelectorAll('.table-box, .scroll').forEach((element, index) => {
    if (scrolled[index]) [element.scrollLeft, element.scrollTop] = scrolled[index];
  });
  region.dispatchEvent(new CustomEvent('live:swapped', { bubbles: true }));
  return true;
}
