/** The address of any photo's picture for the host, also of hidden ones. */

import { ours } from "../../helpers/base.js";

/** @param {string} id */
export function hostPicture(id) {
  return ours(`/api/admin/photo/${id}/picture`);
}
