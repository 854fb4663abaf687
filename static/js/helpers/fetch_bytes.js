/** The bytes of a file of ours, from the browser's cache where it has them. */

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
