// What the pages gain where there is JavaScript. Each part stands alone; without any of it every page still works.
import './theme.js';
import './time.js';
import './keys.js';
import './forms.js';
import './live.js';
import './tabs.js';
import './timelines.js';
