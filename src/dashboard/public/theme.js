/** Before anything is drawn: the theme a person chose, so that a dark page never flashes white. */
(() => {
  const chosen = localStorage.getItem('takt.theme');
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
