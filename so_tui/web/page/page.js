// Beside the terminal of textual-serve: where its socket is, its letters, and where keys go.
"use strict";

const terminal = document.getElementById("terminal");
const here = new URL("socket", document.baseURI);
here.protocol = "ws:";
terminal.dataset.sessionWebsocketUrl = here.href;

// The terminal measures its letters once, when it begins: they have to be there by then.
const begin = window.onload;
window.onload = null;
const letters = ["16px 'Roboto Mono'", "bold 16px 'Roboto Mono'"].map((one) => document.fonts.load(one));
Promise.allSettled(letters).then(() => begin.call(window));

new MutationObserver(() => {
  const { classList } = document.body;
  if (classList.contains("-closed")) {
    document.getElementById("again").focus();
  } else if (classList.contains("-loaded")) {
    document.querySelector(".xterm-helper-textarea").focus();
  }
}).observe(document.body, { attributeFilter: ["class"] });

document.getElementById("again").addEventListener("click", () => window.location.reload());
