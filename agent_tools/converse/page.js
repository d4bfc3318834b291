"use strict";
const cards = [...document.querySelectorAll(".scenario")];
const buttons = [...document.querySelectorAll("[data-show]")];
const search = document.querySelector("#search");
const count = document.querySelector("#count");
let shown = "all";
function pick() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let n = 0;
  for (const card of cards) {
    const fits = (shown === "all" || card.dataset.verdict === shown) && words.every((word) => card.dataset.words.includes(word));
    card.classList.toggle("hidden", !fits);
    n += fits;
  }
  count.textContent = `${n} of ${cards.length}`;
}
for (const button of buttons) {
  button.addEventListener("click", () => {
    shown = button.dataset.show;
    for (const each of buttons) each.setAttribute("aria-pressed", String(each === button));
    pick();
  });
}
search.addEventListener("input", pick);
document.querySelector(".tools").hidden = false;
pick();
