/** The sign-in page: by a passkey, where somebody has one and this browser knows what that is. */

import { ask } from "../helpers/http.js";
import { usePasskey, whyNoPasskeys } from "../helpers/passkeys.js";
import { showRefusal, showWhyNot } from "./parts/passkey_words.js";
import { element } from "./parts/element.js";

const part = element("[data-passkey]", HTMLElement);
const button = element("[data-passkey-use]", HTMLButtonElement);
const said = element("[data-passkey-said]", HTMLElement);
/** A path at the party, or at the page of all parties. */
const path = part.dataset.passkey ?? "";

const why = whyNoPasskeys();
part.hidden = false;
if (why) showWhyNot(said, why);
else {
  button.hidden = false;
  button.addEventListener("click", () => void signIn());
}

async function signIn() {
  button.disabled = true;
  said.hidden = true;
  try {
    const { options } = await ask(`${path}/options`, { method: "POST", json: {} });
    const credential = await usePasskey(options);
    const { to } = await ask(path, { method: "POST", json: { credential } });
    location.assign(to);
  } catch (problem) {
    showRefusal(said, problem);
    button.disabled = false;
  }
}
