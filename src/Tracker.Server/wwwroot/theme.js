// The theme button without a round trip. The server reads the same cookie for the next page.
const order = ['auto', 'light', 'dark'];
const after = theme => order[(order.indexOf(theme) + 1) % order.length];

document.getElementById('theme')?.addEventListener('click', event => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const link = event.currentTarget;
  const theme = after(document.documentElement.dataset.theme);
  document.documentElement.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
  link.href = link.href.replace(/to=\w+/, `to=${after(theme)}`);
  link.title = `Theme: ${theme}`;
  link.setAttribute('aria-label', `Theme: ${theme}. Switch to ${after(theme)}.`);
});
