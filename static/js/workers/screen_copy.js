/** Draws screen copies beside the page, so that twelve megapixels do not make it stutter. */

import { drawCopy } from "../helpers/draw_copy.js";

self.addEventListener("message", async ({ data }) => {
  self.postMessage({ id: data.id, copy: await drawCopy(data.file, data.longerSidePx).catch(() => null) });
});
