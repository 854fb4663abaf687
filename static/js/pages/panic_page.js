/** The panic button on the hosts' pages that have no script of their own. */

import { askAsHost } from "./admin/asking.js";
import { element } from "./parts/element.js";
import { Panic } from "./parts/panic.js";
import { reason } from "./parts/reason.js";

const said = element("#panic-said", HTMLElement);

new Panic({
  ask: askAsHost,
  say: (sentence) => {
    said.textContent = sentence;
  },
  add: (sentence, more) => {
    said.textContent = `${sentence} ${more}`;
  },
  fail: (error) => reason(error, "away"),
});
