//! The sandbox's chat page.

import { applyTheme } from "./theme.js";
import { t } from "./i18n.js";
import { onConnection } from "./api.js";
import { follow, loadChats, sleep } from "./store.js";
import { Board } from "./board.js";
import { Strip } from "./strip.js";
import { Tools } from "./tools.js";

const banner = document.getElementById("banner");

applyTheme();
document.title = t("brand");
onConnection((away) => {
  banner.hidden = !away;
  banner.textContent = away ? t("away") : "";
});
// A file that is dropped beside a chat must not replace the page.
for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());

for (let loaded = false; !loaded; ) {
  try {
    await loadChats();
    loaded = true;
  } catch {
    await sleep(1000);
  }
}
const board = new Board(document.getElementById("people"), document.getElementById("board"));
new Strip(document.getElementById("strip"), new Tools(board));
follow();
