// Bars of what is under way grow, and the line that is now moves on, until the server draws the chart anew.
const every = 1000;

function grow(chart) {
  const { from, to, left, width } = chart.dataset;
  const part = (Date.now() - Number(chart.dataset.skew) - from) / (to - from);
  if (!(part >= 0 && part <= 1)) return;
  const x = Number(left) + part * width;
  for (const bar of chart.querySelectorAll('.open')) bar.setAttribute('width', Math.max(2, x - bar.getAttribute('x')).toFixed(1));
  for (const line of chart.querySelectorAll('.now')) { line.setAttribute('x1', x.toFixed(1)); line.setAttribute('x2', x.toFixed(1)); }
}

function growAll() {
  if (document.hidden) return;
  for (const chart of document.querySelectorAll('.grow')) {
    // By the server's clock, which the bars were drawn by.
    chart.dataset.skew ??= Date.now() - chart.dataset.now;
    grow(chart);
  }
}

if (document.querySelector('[data-live~=timelines]')) setInterval(growAll, every);

// Most timelines have few rows and need none of this.
function showAll() { if (document.querySelector('[data-rows-of]')) import('./timeline-canvas.js'); }
document.addEventListener('live:swapped', showAll);
showAll();
