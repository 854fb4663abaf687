/** The tag of the Background Sync (WICG), for pages and worker. */

import { BASE } from "./base.js";

export const SEND_TAG = "send-photos";
/** The worker's message to pages when it gives up photos that it could not finish. */
export const LEFT = "photos-left";
/** The channel on which pages announce an open sending page: photos are best sent there, where a guest sees them. */
export const SENDING_CHANNEL = `partywall-sending${BASE}`;
