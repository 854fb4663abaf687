/** Where the host finds the picture of any photo, hidden ones with the others. */

import { ours } from "../../helpers/base.js";

/** @param {string} id */
export function hostPicture(id) {
  return ours(`/api/admin/photo/${id}/picture`);
}
