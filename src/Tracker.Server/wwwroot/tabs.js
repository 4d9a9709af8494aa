// On a phone the tabs scroll sideways: the one that is shown comes into view.
const tab = document.querySelector('.tab[aria-current]');
if (tab) {
  const [row, box] = [tab.parentElement, tab.getBoundingClientRect()];
  row.scrollLeft += box.left + box.width / 2 - row.getBoundingClientRect().left - row.clientWidth / 2;
}
