// Small comforts of forms and filters; all of them work without.
document.addEventListener('click', async event => {
  const button = event.target.closest('[data-copy]');
  if (button) {
    const text = button.parentElement.querySelector('code').textContent;
    const label = button.title;
    try {
      await navigator.clipboard.writeText(text);
      button.title = 'Copied';
    } catch {
      button.title = 'Could not copy: select the text instead';
    }
    button.setAttribute('aria-label', button.title);
    setTimeout(() => { button.title = label; button.setAttribute('aria-label', label); }, 2000);
  }
  for (const open of document.querySelectorAll('.multi[open]')) if (!open.contains(event.target)) open.open = false;
});

document.addEventListener('keydown', event => {
  const open = event.key === 'Escape' && event.target.closest?.('.multi[open]');
  if (open) { open.open = false; open.querySelector('summary').focus(); }
});

// Filters that say nothing stay out of the address.
document.addEventListener('formdata', event => {
  if (!event.target.matches('form[method=get]')) return;
  for (const [name, value] of [...event.formData]) if (value === '') event.formData.delete(name);
});

// A second click on Save must not save twice.
document.addEventListener('submit', event => {
  const form = event.target;
  if (form.method !== 'post') return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = 'true';
});
addEventListener('pageshow', () => { for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent; });

function reveal() { for (const button of document.querySelectorAll('[data-copy][hidden]')) if (navigator.clipboard) button.hidden = false; }
reveal();
document.addEventListener('live:swapped', reveal);
