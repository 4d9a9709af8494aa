// Tells the server the viewer's time zone once, and keeps "3 min ago" true while a page stays open.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (zone && zone !== document.documentElement.dataset.zone) {
  const cookie = `tz=${zone}`;
  const known = document.cookie.split('; ').includes(cookie);
  document.cookie = `${cookie}; path=/; max-age=31536000; samesite=lax`;
  // Only on the very first page, and only if the cookie was kept: a zone that the server does not know must not reload for ever.
  if (!known && document.cookie.split('; ').includes(cookie) && !document.querySelector('form[method=post]')) location.reload();
}

function ago(milliseconds) {
  const seconds = Math.abs(milliseconds) / 1000;
  const [amount, unit] = seconds < 10 ? [0, ''] : seconds < 60 ? [seconds, 's'] : seconds < 3600 ? [seconds / 60, 'min']
    : seconds < 86400 ? [seconds / 3600, 'h'] : [seconds / 86400, 'd'];
  if (!unit) return 'now';
  return milliseconds >= 0 ? `${Math.floor(amount)} ${unit} ago` : `in ${Math.floor(amount)} ${unit}`;
}

function refresh() {
  for (const time of document.querySelectorAll('time[data-relative]')) {
    const text = ago(Date.now() - Date.parse(time.dateTime));
    if (time.textContent !== text) time.textContent = text;
  }
}

setInterval(() => { if (!document.hidden) refresh(); }, 10_000);
document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh(); });
