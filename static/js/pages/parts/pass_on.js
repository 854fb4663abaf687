/** Pass an address on: by the phone's own ways of sending, or as a copy. */

/**
 * @param {string} url
 * @param {HTMLElement} shown where the address can be read, and is selected when nothing else works
 * @returns {Promise<"sent" | "copied" | "not-copied">}
 */
export async function passOn(url, shown) {
  if ("share" in navigator) {
    try {
      await navigator.share({ url });
    } catch (error) {
      // Closing the sheet again is an answer, too.
      if (!(error instanceof DOMException)) throw error;
    }
    return "sent";
  }
  try {
    await /** @type {Navigator} */ (navigator).clipboard.writeText(url);
    return "copied";
  } catch {
    // Plain HTTP has no clipboard, and a browser may forbid it.
    getSelection()?.selectAllChildren(shown);
    return "not-copied";
  }
}
