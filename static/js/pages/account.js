/** The account's page: adding a passkey on this device. */

import { ask } from "../helpers/http.js";
import { makePasskey, whyNoPasskeys } from "../helpers/passkeys.js";
import { element } from "./parts/element.js";
import { showRefusal, showWhyNot } from "./parts/passkey_words.js";

const form = element("[data-passkey-new]", HTMLFormElement);
const said = element("[data-passkey-said]", HTMLElement);
const button = element("button", HTMLButtonElement, form);
const path = form.dataset.passkeyNew ?? "";

const why = whyNoPasskeys();
if (why) showWhyNot(said, why);
else {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void add();
  });
}

async function add() {
  const fields = new FormData(form);
  button.disabled = true;
  said.hidden = true;
  try {
    const { options } = await ask(`${path}/options`, { method: "POST", json: { password: fields.get("password") } });
    const credential = await makePasskey(options);
    await ask(path, { method: "POST", json: { credential, name: fields.get("name") } });
    location.reload();
  } catch (problem) {
    showRefusal(said, problem);
    button.disabled = false;
  }
}
