// A timeline of more rows than one picture may have: draws only those that show. The table says the same for who cannot see it.
const H = 24, HEAD = 40, LEFT = 330, INDENT = 14;
const CRITICAL = 8, SLOW = 16, OPEN = 32, POINT = 64, GONE = 128, PARENT = 256;
const TONES = ['neutral', 'good', 'warning', 'bad', 'accent'];
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5, 108e5, 216e5, 432e5, 864e5, 1728e5, 6048e5];
const kept = new Map(); // by address: what the reader folded, where they are; a live refresh brings a new element

function duration(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} m ${Math.floor(ms / 1000) % 60} s`;
  return `${Math.floor(ms / 3_600_000)} h ${Math.floor(ms / 60_000) % 60} m`;
}

function clock(at, step) {
  const zone = document.documentElement.dataset.zone;
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone, hour12: false, ...(step >= 864e5 ? { day: 'numeric', month: 'short' } : { hour: '2-digit', minute: '2-digit' }),
    ...(step < 6e4 && { second: '2-digit' }), ...(step < 1e3 && { fractionalSecondDigits: 3 }),
  }).format(at);
}

class Chart {
  constructor(box, data, state) {
    Object.assign(this, { box, data, state });
    this.canvas = box.querySelector('canvas');
    this.space = box.querySelector('.space');
    state.folded ??= new Set();
    if (state.a === undefined) [state.a, state.b] = this.range();
    // By the server's clock, which the rows were read by.
    this.skew = Date.now() - data.start - data.now;
    if (data.kind.some(kind => kind & OPEN)) this.growing = setInterval(() => this.grow(), 1000);
    this.layout();
    box.scrollTop = state.y ?? 0;
    box.addEventListener('scroll', () => { state.y = box.scrollTop; this.draw(); }, { passive: true });
    box.addEventListener('wheel', event => {
      if (!event.ctrlKey && !event.shiftKey) return;
      event.preventDefault();
      if (event.ctrlKey) this.zoom(Math.exp(event.deltaY / 300), event.offsetX); else this.pan(event.deltaY / 800);
    }, { passive: false });
    box.addEventListener('keydown', event => {
      const act = { '+': () => this.zoom(0.7), '=': () => this.zoom(0.7), '-': () => this.zoom(1 / 0.7), ArrowLeft: () => this.pan(-0.1), ArrowRight: () => this.pan(0.1), 0: () => this.whole() }[event.key];
      if (!act || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      act();
    });
    this.canvas.addEventListener('click', event => {
      const row = this.rows[Math.floor((event.offsetY - HEAD + box.scrollTop) / H)];
      if (event.offsetY < HEAD || !(data.kind[row] & PARENT)) return;
      if (!state.folded.delete(row)) state.folded.add(row);
      this.layout();
    });
    this.canvas.addEventListener('pointermove', event => { this.canvas.title = event.offsetY < HEAD ? '' : this.title(this.rows[Math.floor((event.offsetY - HEAD + box.scrollTop) / H)]); });
    new ResizeObserver(() => this.draw()).observe(box);
    new MutationObserver(() => this.draw()).observe(document.documentElement, { attributeFilter: ['data-theme'] });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
  }

  title(row) {
    if (row === undefined) return '';
    const { label, depth, from, usual, host, hosts, kind } = this.data, path = [];
    for (let i = row, level = depth[row]; i >= 0 && level >= 0; i--) if (depth[i] === level) { path.unshift(label[i]); level--; }
    const took = kind[row] & (POINT | GONE) ? '' : ` (${duration(this.end(row) - from[row])}${usual[row] >= 0 ? `, usually ${duration(usual[row])}` : ''})`;
    return path.join(' › ') + (host[row] >= 0 ? ` on ${hosts[host[row]]}` : '') + took;
  }

  layout() {
    const { depth } = this.data, rows = [];
    for (let i = 0, skip = Infinity; i < depth.length; i++) {
      if (depth[i] > skip) continue;
      skip = this.state.folded.has(i) ? depth[i] : Infinity;
      rows.push(i);
    }
    this.rows = rows;
    this.space.style.height = `${rows.length * H + HEAD}px`;
    this.draw();
  }

  zoom(factor, x = LEFT + (this.box.clientWidth - LEFT) / 2) {
    const { state } = this, at = state.a + (Math.max(LEFT, x) - LEFT) / (this.box.clientWidth - LEFT) * (state.b - state.a);
    if ((state.b - state.a) * factor < 0.01) return;
    [state.a, state.b] = [at - (at - state.a) * factor, at + (state.b - at) * factor];
    this.draw();
  }

  pan(part) { const by = (this.state.b - this.state.a) * part; this.state.a += by; this.state.b += by; this.draw(); }

  range() { return [-this.data.until * 0.01, this.data.until * 1.01 || 1]; }

  whole() { [this.state.a, this.state.b] = this.range(); this.draw(); }

  // What is under way grows until the server sends it anew; a refresh of the page has taken this chart away.
  grow() {
    if (!this.box.isConnected) clearInterval(this.growing);
    else if (!document.hidden) this.draw();
  }

  now() { return Date.now() - this.skew - this.data.start; }

  end(row) { return this.data.kind[row] & OPEN ? Math.max(this.data.to[row], this.now()) : this.data.to[row]; }

  draw() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      const began = performance.now();
      this.paint();
      Object.assign(this.box.dataset, { paint: (performance.now() - began).toFixed(1), rows: this.rows.length });
    });
  }

  paint() {
    const { canvas, data, state, rows, box } = this, width = box.clientWidth, height = box.clientHeight, ratio = devicePixelRatio;
    if (!width) return;
    if (canvas.width !== width * ratio || canvas.height !== height * ratio) {
      [canvas.width, canvas.height] = [width * ratio, height * ratio];
      [canvas.style.width, canvas.style.height] = [`${width}px`, `${height}px`];
    }
    const c = canvas.getContext('2d'), probe = box.querySelector('.colours'), colours = {};
    for (const swatch of probe.children) colours[swatch.dataset.name] = getComputedStyle(swatch).color;
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    c.clearRect(0, 0, width, height);
    const scale = (width - LEFT - 14) / (state.b - state.a), X = at => LEFT + (at - state.a) * scale;
    const y0 = box.scrollTop, first = Math.max(0, Math.floor(y0 / H)), last = Math.min(rows.length, first + Math.ceil(height / H) + 1);
    c.font = '12px system-ui'; c.textBaseline = 'middle'; c.lineWidth = 1;

    const step = STEPS.find(s => s * scale >= 90) ?? STEPS.at(-1);
    c.strokeStyle = colours.line; c.fillStyle = colours.muted; c.textAlign = 'center';
    for (let at = Math.ceil((data.start + state.a) / step) * step - data.start; at <= state.b; at += step) {
      c.beginPath(); c.moveTo(X(at), HEAD - 8); c.lineTo(X(at), height); c.stroke();
      c.fillText(clock(data.start + at, step), X(at), HEAD - 18);
    }

    c.fillStyle = colours.idle; c.globalAlpha = 0.1;
    for (const [from, to] of data.idle) c.fillRect(Math.max(X(from), LEFT), HEAD, Math.max(X(to), LEFT) - Math.max(X(from), LEFT), height);
    c.globalAlpha = 1;
    c.save(); c.beginPath(); c.rect(0, HEAD, width, height); c.clip();
    for (let place = first; place < last; place++) this.paintRow(c, colours, rows[place], HEAD + place * H - y0, place % 2 === 1, X, width);
    if (this.growing && X(this.now()) > LEFT) { c.strokeStyle = colours.now; c.setLineDash([3, 3]); c.beginPath(); c.moveTo(X(this.now()), HEAD); c.lineTo(X(this.now()), height); c.stroke(); c.setLineDash([]); }
    c.restore();
  }

  paintRow(c, colours, row, top, odd, X, width) {
    const { data, state } = this, kind = data.kind[row], middle = top + H / 2;
    if (odd) { c.fillStyle = colours.hover; c.fillRect(0, top, width, H); }
    const from = X(data.from[row]), until = this.end(row), to = Math.max(X(until), from + 1.5), x = Math.max(from, LEFT), end = Math.min(to, width);
    if (to > LEFT && from < width) {
      c.fillStyle = colours[TONES[kind & 7]];
      if (kind & POINT) { c.beginPath(); c.moveTo(from, middle - 6); c.lineTo(from + 6, middle); c.lineTo(from, middle + 6); c.lineTo(from - 6, middle); c.fill(); }
      else if (kind & PARENT) { if (!(kind & OPEN) && (kind & 7) !== 3) c.fillStyle = colours.neutral; c.fillRect(x, middle - 5, end - x, 5); c.fillRect(x, middle - 5, 2, 11); c.fillRect(end - 2, middle - 5, 2, 11); }
      else if (kind & GONE) { c.strokeStyle = colours.neutral; c.setLineDash([3, 3]); c.strokeRect(x, middle - 7, Math.max(16, end - x), 14); c.setLineDash([]); }
      else { c.globalAlpha = kind & OPEN ? 0.75 : 1; c.fillRect(x, middle - 7, Math.max(1.5, end - x), 14); c.globalAlpha = 1; }
      const expected = X(data.expected[row]);
      if (data.expected[row] > until && expected - end > 1.5) { c.strokeStyle = colours[TONES[kind & 7]]; c.setLineDash([3, 3]); c.strokeRect(end, middle - 6, Math.min(expected, width) - end, 12); c.setLineDash([]); }
      if (kind & CRITICAL) { c.strokeStyle = colours.critical; c.lineWidth = 2; c.strokeRect(x, middle - 7, Math.max(1.5, end - x), kind & PARENT ? 7 : 14); c.lineWidth = 1; }
      if (data.usual[row] >= 0) {
        const usual = X(data.from[row] + data.usual[row]);
        if (kind & SLOW) { c.fillStyle = colours.bad; c.fillRect(usual, middle + 4, end - usual, 3); }
        c.fillStyle = colours.text; if (usual > LEFT) c.fillRect(usual, middle - 10, 1.5, 20);
      }
      const words = [kind & SLOW && `+${duration(until - data.from[row] - data.usual[row])}`, kind & GONE && 'abandoned', !(kind & GONE) && (kind & 7) === 3 && 'failed', (kind & 7) === 2 && 'warning', data.host[row] >= 0 && data.hosts[data.host[row]]].filter(Boolean).join(' · ');
      if (words && end < width - 60) { c.fillStyle = colours.muted; c.textAlign = 'left'; c.fillText(words, end + 7, middle); }
    }
    c.textAlign = 'left';
    const left = 18 + Math.min(data.depth[row], 8) * INDENT;
    c.fillStyle = colours.card; c.fillRect(0, top, LEFT - 2, H);
    if (odd) { c.fillStyle = colours.hover; c.fillRect(0, top, LEFT - 2, H); }
    c.fillStyle = colours.muted;
    if (kind & PARENT) c.fillText(state.folded.has(row) ? '▸' : '▾', left - 14, middle);
    if (!(kind & (POINT | GONE))) { c.textAlign = 'right'; c.fillText(duration(until - data.from[row]), LEFT - 10, middle); c.textAlign = 'left'; }
    c.fillStyle = colours.text;
    c.save(); c.beginPath(); c.rect(left, top, LEFT - left - 80, H); c.clip();
    c.fillText(data.label[row], left, middle);
    c.restore();
  }
}

async function show() {
  for (const box of document.querySelectorAll('[data-rows-of]:not([data-shown])')) {
    box.dataset.shown = '';
    const address = box.dataset.rowsOf;
    const answer = await fetch(address);
    if (!answer.ok) continue; // the picture, a thousand rows at a time, stays
    const state = kept.get(address) ?? {};
    kept.set(address, state);
    const data = await answer.json();
    box.hidden = false;
    document.getElementById(box.dataset.instead)?.setAttribute('hidden', '');
    new Chart(box, data, state);
  }
}

document.addEventListener('live:swapped', show);
show();
