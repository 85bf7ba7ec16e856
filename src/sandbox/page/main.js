//! The sandbox's chat page.

import { applyTheme } from "./theme.js";
import { t } from "./i18n.js";
import { onConnection, Refused } from "./api.js";
import { follow, loadChats, on, sleep } from "./store.js";
import { Board } from "./board.js";
import { Strip } from "./strip.js";
import { Tools } from "./tools.js";

const banner = document.getElementById("banner");

applyTheme();
document.title = t("brand");

function show(trouble) {
  banner.hidden = !trouble;
  banner.textContent = trouble;
}

onConnection((away) => show(away ? t("away") : ""));
// Reached, but without a bot there are no chats yet.
on("trouble", (error) => show(error ? t("no_bot_yet", { why: error.message }) : ""));
// A file that is dropped beside a chat must not replace the page.
for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());

for (let loaded = false; !loaded; ) {
  try {
    await loadChats();
    loaded = true;
  } catch (error) {
    if (error instanceof Refused) show(t("no_bot_yet", { why: error.message }));
    await sleep(1000);
  }
}
show("");
const board = new Board(document.getElementById("people"), document.getElementById("board"));
new Strip(document.getElementById("strip"), new Tools(board));
follow();
