/** Chooses the sentence for a change: who did what, in the words of the host's page. */

/** @import { Change as Told } from "../types.js" */

/**
 * One entry of the party's log; `is_overtaken` tells that its photo was edited again.
 * @typedef {Told & {is_overtaken?: boolean}} Change
 */

/** Changes of the party itself, which have no author. */
const OF_THE_PARTY = new Set(["opened", "closed", "ended", "erased", "renamed", "styled", "videos_on", "videos_off", "panic", "calm"]);
/** Changes that no host made by hand. */
const BY_OTHERS = new Map([["clock", "-by-itself"], ["operator", "-by-operator"]]);
/** Changes that may have the host's words. */
const WITH_WORDS = new Set(["closed", "ended"]);
/** Only the host can do these, whatever the log says of the actor. */
const OF_THE_HOST = new Set(["hidden", "restored", "approved", "refused", "stopped", "kept",
  "words_approved", "words_refused", "picture_approved", "picture_refused"]);
/** Changes that helpers and programs can make, too: these have a sentence with a name. */
const BY_NAMED = new Set([...OF_THE_HOST, "opened", "closed", "panic", "calm"]);
/** Changes that have a sentence for another host, while for a helper it is "changed something". */
const BY_OTHER_HOSTS = new Set(["edited", "deleted", "standing"]);
/** The reason of a takedown without a host's words. */
const REASONS = new Set(["refused"]);
/** The reasons of photos that hosts or their sender keep from the other guests. */
const LIMITED = new Set(["members", "hosts"]);
/** These happen to a photo automatically, even after the host has put it back. */
const BY_THEMSELVES = new Set(["shown", "waits", "words_wait", "picture_waits", "completed", "copy_kept", "clip_made", "clip_failed"]);

/**
 * Return the name of the word for a change.
 * @param {Change} change
 */
export function changeWord({ kind, by_host, by = "host", by_name: told = "", author, detail }) {
  // Another host's change of the party is shown as a host's, a decision as a person's.
  const by_name = by === "host" && !BY_NAMED.has(kind) && !BY_OTHER_HOSTS.has(kind) ? "" : told;
  const otherwise = kind.startsWith("comment") ? undefined : BY_OTHERS.get(by);
  if (otherwise) return `log-${kind}${otherwise}`;
  if (kind.startsWith("comment")) return `log-${kind}`;
  // What, and behind a colon whose role it is.
  if (kind === "members") return `log-members-${detail.split(":")[0]}`;
  if (by_name && BY_NAMED.has(kind)) {
    return `log-${kind}-by${OF_THE_HOST.has(kind) && !author ? "-nameless" : ""}`;
  }
  // The standing, and the guest behind a colon.
  if (kind === "standing") return `log-standing-${detail.split(":")[0] || "usual"}${by_name ? "-by" : ""}`;
  if (by_name && (kind === "edited" || kind === "deleted")) {
    return `log-${kind}-by${!author || kind === "deleted" ? "-nameless" : ""}`;
  }
  if (by_name && !BY_THEMSELVES.has(kind)) return kind === "steered" ? "log-steered-by" : "log-changed-by";
  if (kind === "album") return `log-album-${detail}`;
  if (kind === "steered") return `log-steered-${detail}`;
  if (kind === "setting") return `log-setting-${detail}`;
  if (kind === "waits" && detail === "private") return `log-private${author ? "" : "-nameless"}`;
  if (kind === "waits" && LIMITED.has(detail)) return `log-limited${author ? "" : "-nameless"}`;
  if (OF_THE_PARTY.has(kind)) return `log-${kind}${WITH_WORDS.has(kind) && detail ? "-with-words" : ""}`;
  // A deleted photo has forgotten who sent it.
  const isNameless = !author || kind === "deleted";
  const byHost = OF_THE_HOST.has(kind) || (by_host && !BY_THEMSELVES.has(kind));
  return `log-${kind}${byHost ? "-host" : ""}${isNameless ? "-nameless" : ""}`;
}

/**
 * Return the host's words to a refused photo's sender. Empty if there are none.
 * @param {Change} change
 */
export function whyOf({ kind, detail }) {
  const isRefusal = kind === "refused" || kind === "hidden";
  return isRefusal && detail && !REASONS.has(detail) ? detail : "";
}

/**
 * Return the name of the word for the text before an edit, null if that text is not kept.
 * @param {Change} change
 */
export function beforeWord({ words_before: before }) {
  if (!before) return null;
  return `log-before${before.caption ? "" : "-wordless"}${before.author ? "" : "-nameless"}`;
}

/** Changes of words, and changes of the picture. The newest of each can be undone. */
const NEW_WORDS = new Set(["edited", "words_approved"]);
const STACKED = new Set(["unstacked", "stacked"]);
const NEW_PICTURE = new Set(["picture_edited", "picture_approved"]);
/** What left a photo shown. */
const LEFT_SHOWN = new Set(["shown", "approved", "restored", "kept"]);

/**
 * Return the part of a photo, or the collection, that a change has replaced, null for none.
 * @param {Change} change
 * @returns {"words" | "picture" | "stack" | "collection" | null}
 */
export function replacedBy({ kind, collection }) {
  if (collection) return "collection";
  if (NEW_WORDS.has(kind)) return "words";
  if (STACKED.has(kind)) return "stack";
  return NEW_PICTURE.has(kind) ? "picture" : null;
}

/**
 * Return the undo of a change that still holds. A hidden photo comes back, a shown one is hidden, a stopped one is
 * shown after all, an edited one gets its words or its picture back, and a collection is as it was. A decision about a guest is undone by
 * treating them as everybody else.
 * @param {Change} change
 * @returns {"hide" | "restore" | "rewrite" | "picture" | "free" | "stack" | "collection" | "hide-comment" | "show-comment" | null}
 */
export function undoOf(change) {
  const { kind, photo_state, words_before, detail, comment = null, is_overtaken = false } = change;
  if (change.collection) return change.undoable && !is_overtaken ? "collection" : null;
  if (kind.startsWith("comment")) return undoOfComment(kind, comment?.state ?? "");
  if (kind === "standing") return detail.startsWith(":") ? null : "free";
  if ((kind === "hidden" || kind === "refused") && photo_state === "hidden") return "restore";
  if (kind === "stopped" && photo_state === "waiting") return "restore";
  if (photo_state !== "shown") return null;
  const replaced = replacedBy(change);
  if (replaced) {
    if (is_overtaken) return null;
    if (replaced === "picture") return "picture";
    if (replaced === "stack") return kind === "unstacked" ? "stack" : null;
    return words_before ? "rewrite" : null;
  }
  return LEFT_SHOWN.has(kind) ? "hide" : null;
}

/**
 * @param {string} kind
 * @param {string} state of the comment now, "" for one that is deleted
 */
function undoOfComment(kind, state) {
  if (kind === "comment_hidden") return state === "hidden" ? "show-comment" : null;
  const hasShown = kind === "commented" || kind === "comment_changed" || kind === "comment_shown";
  return hasShown && state === "shown" ? "hide-comment" : null;
}
