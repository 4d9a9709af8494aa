// Live pages: the server says "events changed", and the page fetches itself again and swaps the regions that show events.
// One visible tab holds the stream for all tabs of the browser (HTTP/1.1 allows six connections a host); hidden tabs hold none.
import { swap } from './swap.js';

const regions = topics => [...document.querySelectorAll('[data-live]')]
  .filter(region => !topics || topics.has('*') || region.dataset.live.split(' ').some(topic => topics.has(topic)));
const light = document.getElementById('live');
const silence = 35_000; // more than two heartbeats
const channel = new BroadcastChannel('tracker-live');

let paused = false; // by the reader
let line = 'connecting'; // connecting, live, offline
let held = false; // a region waits until the reader leaves it
let refused = false; // the stream runs, but the page itself was not given again
let at = document.documentElement.dataset.liveAt; // how much of the change feed is in what is shown
let leave = null; // ends this tab's turn at the stream

function show() {
  const state = paused || held && line === 'live' ? 'paused' : refused ? 'offline' : line;
  if (!light) return;
  light.dataset.state = state;
  const text = { live: 'Live', paused: 'Paused', offline: 'Offline', connecting: 'Connecting' }[state];
  const word = light.querySelector('span');
  if (word.textContent !== text) word.textContent = text;
  light.title = {
    live: 'This page refreshes itself. Click to pause.',
    paused: paused ? 'This page stays as it is. Click to go on.' : 'Refreshes as soon as you leave the part you are in.',
    offline: refused ? 'The server does not give this page any more: what you see may be old. Reload it to see why.'
      : 'The server cannot be reached: what you see may be old. It is tried again.',
    connecting: 'Connecting to the server',
  }[state];
}

function setLine(state, tell) {
  const back = state === 'live' && line === 'offline';
  line = state;
  show();
  if (tell) channel.postMessage({ line });
  if (back) refresh(); // whatever was said meanwhile, nobody heard
}

// --- the stream

function listen() {
  return new Promise(resolve => {
    let source, watch, retry, wait = 1000;
    const quit = () => { clearTimeout(watch); clearTimeout(retry); source?.close(); leave = null; resolve(); };
    const alive = () => { clearTimeout(watch); watch = setTimeout(lost, silence); wait = 1000; setLine('live', true); };
    const lost = () => {
      clearTimeout(watch);
      source.close();
      setLine('offline', true);
      retry = setTimeout(open, wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, 30_000);
    };
    const open = () => {
      // What changed since the page was read, before there was a stream or while another tab had it, is the first thing told.
      source = new EventSource(at ? `/live?since=${at}` : '/live');
      watch = setTimeout(lost, silence);
      source.addEventListener('beat', alive);
      source.addEventListener('changed', event => {
        alive();
        channel.postMessage({ topics: event.data });
        changed(event.data);
      });
      source.addEventListener('error', lost);
    };
    leave = quit;
    open();
  });
}

let turn = null; // waiting for the lock, or holding it
async function join() {
  if (turn || document.hidden || paused) return;
  turn = new AbortController();
  channel.postMessage({ hello: true });
  try {
    // Locks need a secure context; over plain http each visible tab has a stream of its own.
    if (navigator.locks) await navigator.locks.request('tracker-live', { signal: turn.signal }, () => document.hidden || paused ? undefined : listen());
    else await listen();
  } catch (error) {
    if (error.name !== 'AbortError') throw error;
  } finally {
    turn = null;
  }
  join(); // shown again while the last turn was ending
}
function part() { turn?.abort(); leave?.(); }

channel.addEventListener('message', ({ data }) => {
  if (document.hidden || paused) return;
  if (data.hello && leave) channel.postMessage({ line });
  if (data.line && !leave) {
    const late = line === 'connecting' && data.line === 'live'; // what the other tab was told before, this one did not hear
    setLine(data.line, false);
    if (late) refresh();
  }
  if (data.topics && !leave) changed(data.topics);
});

// --- the page

let stale = false;
let fetching = null;
let etag = null;

function changed(topics) {
  if (regions(new Set(topics.split(' '))).length > 0) refresh();
}

function refresh() {
  stale = true;
  fetching ??= (async () => {
    try {
      while (stale) { stale = false; await load(); }
    } finally {
      fetching = null;
    }
  })();
}

// Every region is swapped, not only those of the topic: the tag is the whole page's, and what is here already will not come again.
async function load() {
  const headers = { 'X-Live-Refresh': '1', ...(etag && { 'If-None-Match': etag }) };
  let response;
  try {
    response = await fetch(location.href, { headers, cache: 'no-store', redirect: 'manual', signal: AbortSignal.timeout(20_000) });
  } catch {
    setLine('offline', Boolean(leave)); // the stream, or its next heartbeat, says when it is over
    return;
  }
  refused = response.status !== 200 && response.status !== 304; // signed out, deleted, broken
  show();
  if (response.status === 304) at = response.headers.get('Live-At') ?? at;
  if (response.status !== 200) return;
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  held = false;
  for (const region of regions()) if (!swap(region, fresh.getElementById(region.id))) held = true;
  // Held back for one region, the page is not what the tag says yet.
  etag = held ? null : response.headers.get('ETag');
  if (!held) at = response.headers.get('Live-At') ?? at;
  show();
}

let later;
function again() {
  if (!held) return;
  clearTimeout(later);
  later = setTimeout(() => { held = false; refresh(); }, 250);
}
for (const event of ['focusout', 'selectionchange']) document.addEventListener(event, again);
document.addEventListener('toggle', again, true); // a popover or dialog closed; toggle does not bubble

if (regions().length > 0) {
  if (light) {
    light.hidden = false;
    light.addEventListener('click', () => {
      paused = !paused;
      show();
      if (paused) part(); else { refresh(); join(); }
    });
  }
  document.addEventListener('visibilitychange', () => { if (document.hidden) part(); else { refresh(); join(); } });
  addEventListener('pagehide', part);
  addEventListener('pageshow', event => { if (event.persisted) { refresh(); join(); } });
  show();
  join();
}
