/** Ask the server as the host. */

import { ours } from "../../helpers/base.js";
import { ask, Refused } from "../../helpers/http.js";

/** @type {typeof ask} */
export async function askAsHost(url, options) {
  try {
    return await ask(url, options);
  } catch (error) {
    // The session was ended, here or on another device: the same address now asks for the password.
    if (error instanceof Refused && error.code === "HOST_ONLY") window.location.assign(ours("/admin"));
    throw error;
  }
}
