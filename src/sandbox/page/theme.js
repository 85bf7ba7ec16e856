//! Light, dark, or as the system has it.

const ORDER = ["auto", "light", "dark"];

export function currentTheme() {
  const kept = localStorage.getItem("theme");
  return ORDER.includes(kept) ? kept : "auto";
}

export function applyTheme(theme = currentTheme()) {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem("theme", theme);
}

export function nextTheme() {
  const next = ORDER[(ORDER.indexOf(currentTheme()) + 1) % ORDER.length];
  applyTheme(next);
  return next;
}
