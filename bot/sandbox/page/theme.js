// Sets the colours before the first paint; a plain script because modules run too late for that.
(() => {
  const chosen = localStorage.getItem("sandbox.theme");
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
})();
