/** Fetch the bytes of one of our files, from the browser's cache if possible. */

/**
 * @param {string} url
 * @returns {Promise<Blob | null>} null for what cannot be had now
 */
export async function fetchBytes(url) {
  try {
    const answer = await fetch(url, { cache: "force-cache", priority: "low" });
    return answer.ok ? await answer.blob() : null;
  } catch {
    return null;
  }
}
