/** Where the host finds the picture of any photo, hidden ones with the others. */

/** @param {string} id */
export function hostPicture(id) {
  return `/api/admin/photo/${id}/picture`;
}
